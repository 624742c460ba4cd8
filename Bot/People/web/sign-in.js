const at = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const token = query.get('token');
const refusals = {
  unknown: 'You are known there, but nobody has said what you do here. Ask somebody who may say who does what at the desk.',
  disabled: 'You may not sign in any more. Ask somebody who may say who does what at the desk.',
  failed: 'That did not work. Try once more; if it fails again, the host’s log says why.',
};

const show = (id, text) => {
  at(id).textContent = text;
  at(id).hidden = !text;
};

const ways = await fetch(`/desk/sign-in/ways${token ? `?token=${encodeURIComponent(token)}` : ''}`).then((r) => r.json()).catch(() => ({}));
if (ways.company) {
  at('company-way').hidden = false;
  at('company').textContent = `Sign in with ${ways.company}`;
  at('company').href = `/desk/sign-in/company${query.get('to') ? `?to=${encodeURIComponent(query.get('to'))}` : ''}`;
}

if (token && !ways.link) {
  at('error').textContent = 'This link has been used or is too old. Ask a colleague for a new one, or start the host again: it prints one.';
} else if (token) {
  const hint = `${ways.shortestPassword} characters or more. Three or four words that nobody would put together are good.`;
  at('no-link').hidden = true;
  at('password').autocomplete = 'new-password';
  at('password').required = ways.passwordNeeded;
  at('password-label').textContent = ways.passwordNeeded ? 'Choose a password' : 'Choose a password, or leave it empty and come by a link next time';
  show('password-hint', hint);
  if (ways.name) {
    show('lead', `Choose a new password for ${ways.name}.`);
    at('name').value = ways.name;
    at('name').readOnly = true;
  } else if (ways.role) {
    show('lead', `A colleague has invited you as ${ways.role.toLowerCase()}.`);
  }
} else {
  at('password').required = true;
}

if (query.get('refused')) at('error').textContent = refusals[query.get('refused')] ?? refusals.failed;

at('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  at('error').textContent = '';
  const body = { name: at('name').value, ...(token && { token }), ...(at('password').value && { password: at('password').value }) };
  const answer = await fetch('/desk/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (answer?.ok) {
    // Only a path of this host: a link must not lead elsewhere after a sign-in.
    const to = query.get('to');
    location.replace(to && /^\/(?![/\\])/.test(to) ? to : said.home);
  } else if (said?.errors) {
    at('error').textContent = Object.entries(said.errors).map(([field, what]) => `The ${field} ${what.join(' and ')}.`).join(' ');
  } else {
    at('error').textContent = said ? `${said.title}. ${said.detail ?? ''}` : 'The host did not answer; try again.';
  }
});

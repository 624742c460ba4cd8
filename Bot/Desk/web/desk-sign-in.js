const at = (id) => document.getElementById(id);
const token = new URLSearchParams(location.search).get('token');
at(token ? 'sign-in' : 'no-link').hidden = false;
at('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  at('error').textContent = '';
  const answer = await fetch('/desk/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token, name: at('name').value }) });
  if (answer.ok) location.replace('/desk');
  else at('error').textContent = await answer.json().then((p) => `${p.title}. ${p.detail ?? ''}`).catch(() => 'The desk did not answer; try again.');
});

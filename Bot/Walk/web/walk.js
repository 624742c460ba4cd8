// The pages work without this; it saves steps: Ctrl+Enter sends, one press acts once, and what is new is read out.
const text = document.getElementById('text');
text?.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    text.form.requestSubmit();
  }
});

for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', () => {
    // After the form has been read: a disabled button is not sent.
    setTimeout(() => form.querySelectorAll('button').forEach((button) => { button.disabled = true; }));
  });
}

// Back in the browser's history the buttons are to work again.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

const newest = document.getElementById('newest');
if (newest && location.hash === '#newest') {
  const seen = Number(sessionStorage.getItem(location.pathname) ?? 0);
  const lines = [...document.querySelectorAll('.lines > li')].filter((line) => Number(line.dataset.at) > seen && !line.classList.contains('customer') && !line.classList.contains('note'));
  newest.scrollIntoView({ block: 'center' });
  text?.focus({ preventScroll: true });
  const heard = document.getElementById('heard');

  // Into a region that is there already, or it would not be read out.
  setTimeout(() => { heard.textContent = lines.map((line) => line.querySelector('.spoken')?.textContent.trim()).join('\n') || 'Nothing was said.'; }, 100);
}
if (newest) sessionStorage.setItem(location.pathname, newest.dataset.at);

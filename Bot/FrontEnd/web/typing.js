// Tells the host that the customer is writing, at most every three seconds. Beside Web Chat's own line: what becomes of it is nobody's concern, and what is being written least of all.
export function tellTyping(lineNow) {
  let told = -Infinity;
  document.addEventListener('input', ({ target }) => {
    const line = lineNow();
    if (!line?.conversationId || !target.closest?.('#webchat') || !target.value || performance.now() - told < 3000) return;
    told = performance.now();
    fetch(`/v3/directline/conversations/${encodeURIComponent(line.conversationId)}/activities`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${line.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'typing' }),
    }).catch(() => {});
  });
}

import { el } from '../dom.js';

/** Asks for an API key; null where nobody gives one. */
export function askForKey(wasWrong: boolean): Promise<string | null> {
  const input = el('input', {
    type: 'password',
    name: 'key',
    required: true,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const dialog = el(
    'dialog',
    { class: 'card', 'aria-labelledby': 'key-heading' },
    el(
      'form',
      { method: 'dialog' },
      el('h2', { id: 'key-heading' }, 'API key'),
      el('p', {}, 'This server answers only those with a key. It is kept until you close this tab.'),
      wasWrong ? el('p', { class: 'reason', role: 'alert' }, 'That key is not known here.') : null,
      el('label', { class: 'field' }, el('span', {}, 'Key'), input),
      el(
        'p',
        { class: 'actions' },
        el('button', { type: 'submit', value: 'go', class: 'strong' }, 'Open'),
        el('button', { type: 'button', class: 'quiet', onclick: () => dialog.close('') }, 'Cancel'),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const key = dialog.returnValue === 'go' ? input.value.trim() : '';
      dialog.remove();
      resolve(key || null);
    });
  });
}

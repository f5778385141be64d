import { explain, pathBelow } from '../api.js';
import type { Context } from '../context.js';
import { el, icon } from '../dom.js';
import { formatBytes } from '../format.js';
import type { RunFile } from '../load-run.js';
import { message, section } from './section.js';

/** The files of a run. With an API key a plain link would be refused, so an address is asked for that holds for a while. */
export function createFiles({ api, run }: Context): HTMLElement {
  const list = el('ul', { class: 'files' });
  const problem = el('div');
  const panel = section('Files', list, problem);

  async function follow(event: Event, file: RunFile): Promise<void> {
    if (!api.hasKey()) return;
    event.preventDefault();
    try {
      const { url } = await api.post<{ url: string }>('signed-urls', { path: `/${file.path}` });
      el('a', { href: api.addressOf(pathBelow(url, 'stac')), ...howToOpen(file) }).click();
      problem.replaceChildren();
    } catch (error) {
      problem.replaceChildren(message('error', explain(error)));
    }
  }

  run.subscribe((current) => {
    panel.hidden = !current || current.files.length === 0;
    problem.replaceChildren();
    list.replaceChildren(
      ...(current?.files ?? []).map((file) => {
        const size = file.bytes === null ? null : el('span', { class: 'soft number' }, formatBytes(file.bytes));
        const about = el('span', { class: 'name' }, file.name, el('span', { class: 'soft' }, file.title));
        const link = el(
          'a',
          { href: api.addressOf(file.path), ...howToOpen(file), onclick: (event) => void follow(event, file) },
          icon('download'),
          about,
          size,
        );
        return el('li', {}, link);
      }),
    );
  });
  return panel;
}

/** A page is to be looked at, everything else to be kept. */
const howToOpen = ({ name, type }: RunFile): Record<string, string> =>
  type === 'text/html' ? { target: '_blank', rel: 'noopener' } : { download: name };

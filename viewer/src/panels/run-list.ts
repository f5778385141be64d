import type { Context } from '../context.js';
import { breakable, el, replaceChildren } from '../dom.js';
import { formatCount, formatDay } from '../format.js';
import { itemPath } from '../load-run.js';
import { describeJob, type Job, openJobs, type RunEntry } from '../runs.js';
import type { Signal } from '../signal.js';
import { message, section } from './section.js';

/** So many maps may be there before the list can be searched. */
const SEARCH_FROM = 8;
/** More rows than this nobody reads. */
const MOST_ROWS = 200;

/** All maps that are published, the newest scene first, and those at work. */
export function createRunList(context: Context, jobs: Signal<readonly Job[]>): HTMLElement {
  const { runs } = context;
  const list = el('ul', { class: 'runs' });
  const working = el('ul', { class: 'jobs' });
  const search = el('input', {
    hidden: true,
    type: 'search',
    placeholder: 'Scene or recipe',
    'aria-label': 'Search the maps',
    oninput: () => showRuns(),
  });
  const work = section('In work', working);
  const pictures = createThumbnails(context);

  const showRuns = (): void => {
    search.hidden = runs.get().length < SEARCH_FROM;
    const wanted = search.value.trim().toLowerCase();
    const found = runs.get().filter(({ id, recipeTitle }) => `${id} ${recipeTitle}`.toLowerCase().includes(wanted));
    const more = found.length - MOST_ROWS;
    const rest =
      more > 0 ? el('li', { class: 'note' }, `and ${formatCount(more)} more: search for them by name`) : null;
    replaceChildren(list, ...found.slice(0, MOST_ROWS).map((run) => runRow(run, pictures)), rest);
    if (found.length > 0) return;
    const nothing = runs.get().length > 0 ? 'No map has this in its name.' : 'There are no maps yet.';
    list.replaceChildren(el('li', {}, message('empty', nothing)));
  };
  const showJobs = (): void => {
    const open = openJobs(jobs.get());
    work.hidden = open.length === 0;
    replaceChildren(working, ...open.map(jobRow));
  };
  runs.subscribe(showRuns);
  jobs.subscribe(showJobs);
  showJobs();
  list.append(el('li', { class: 'note' }, 'Looking for maps…'));
  return el('div', {}, work, section('Maps', search, list));
}

function runRow({ id, recipe, recipeTitle, scene, datetime }: RunEntry, pictures: Thumbnails): HTMLElement {
  const picture = el('span', { class: 'thumbnail', 'aria-hidden': 'true' });
  pictures.fill(picture, itemPath({ id, recipe }));
  const link = el(
    'a',
    { href: `#${encodeURIComponent(id)}`, 'data-key': `run-${id}` },
    picture,
    el(
      'span',
      { class: 'words' },
      el('span', { class: 'name' }, ...breakable(scene)),
      el('span', { class: 'soft' }, datetime ? `${recipeTitle} · ${formatDay(datetime)}` : recipeTitle),
      el('span', { class: 'state published' }, 'Published'),
    ),
  );
  return el('li', {}, link);
}

function jobRow(job: Job): HTMLElement {
  const { share, text } = describeJob(job);
  const isFailed = job.state === 'FAILED';
  const state = el('span', { class: isFailed ? 'state failed' : 'state working' }, isFailed ? 'Failed' : text);
  const bar = share === null ? el('progress', {}) : el('progress', { max: 1, value: share });
  bar.setAttribute('aria-label', `How far ${job.scene} is`);
  return el(
    'li',
    {},
    el('span', { class: 'name' }, job.scene),
    el('span', { class: 'soft' }, job.recipe),
    state,
    isFailed ? el('p', { class: 'reason' }, text) : bar,
  );
}

interface Thumbnails {
  fill(element: HTMLElement, itemAddress: string): void;
}

/** Small pictures of maps, loaded when they come into sight; by a request of our own, because an image sends no key. */
function createThumbnails({ api }: Context): Thumbnails {
  const addresses = new Map<Element, string>();
  const loaded = new Map<string, Promise<string | null>>();
  const load = async (address: string): Promise<string | null> => {
    const response = await api.fetch(`${address}/files/preview.png`);
    return response.ok ? URL.createObjectURL(await response.blob()) : null;
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const address = addresses.get(target);
      if (!isIntersecting || !address) continue;
      watcher.unobserve(target);
      addresses.delete(target);
      const picture = loaded.get(address) ?? load(address).catch(() => null);
      loaded.set(address, picture);
      void picture.then((src) => src && target.replaceChildren(el('img', { src, alt: '' })));
    }
  });
  return {
    fill(element, address) {
      addresses.set(element, address);
      watcher.observe(element);
    },
  };
}

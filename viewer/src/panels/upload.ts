import { type Api, explain } from '../api.js';
import { el, icon } from '../dom.js';
import { formatBytes, formatShare } from '../format.js';
import { sendScene } from '../send-scene.js';
import { message, section } from './section.js';

interface Recipe {
  name: string;
  purpose: string;
}

const IS_TIFF = /\.tiff?$/i;

/** A scene by drag and drop or file picker, and the recipe that maps it. Only where the server takes scenes. */
export async function createUpload(
  api: Api,
  { announce, refresh }: { announce(text: string): void; refresh(): Promise<void> },
): Promise<HTMLElement | null> {
  const recipes = (await api.find<{ recipes: Recipe[] }>('recipes'))?.recipes ?? [];
  if (recipes.length === 0) return null;
  const choice = el('select', {}, ...recipes.map(({ name }) => el('option', { value: name }, name)));
  const purpose = el('p', { class: 'note' });
  const showPurpose = (): void => {
    purpose.textContent = recipes.find(({ name }) => name === choice.value)?.purpose ?? '';
  };
  choice.addEventListener('change', showPurpose);
  showPurpose();
  const input = el('input', {
    type: 'file',
    accept: '.tif,.tiff,image/tiff',
    multiple: true,
    class: 'unseen',
    onchange: () => void take(input.files),
  });
  const drop = el(
    'label',
    { class: 'drop' },
    input,
    icon('upload'),
    el('strong', {}, 'Choose a GeoTIFF'),
    el('span', { class: 'soft' }, 'or drop it anywhere on this page'),
  );
  const sent = el('ul', { class: 'jobs' });
  const panel = section(
    'Map a new scene',
    el('label', { class: 'field' }, el('span', {}, 'Recipe'), choice),
    purpose,
    drop,
    sent,
  );

  async function take(files: FileList | null): Promise<void> {
    const list = [...(files ?? [])];
    input.value = '';
    for (const file of list) await send(file);
  }

  async function send(file: File): Promise<void> {
    const bar = el('progress', { max: 1, value: 0, 'aria-label': `Sending ${file.name}` });
    const state = el('span', { class: 'soft' }, formatBytes(file.size));
    const row = el('li', {}, el('span', { class: 'name' }, file.name), state, bar);
    sent.prepend(row);
    try {
      if (!IS_TIFF.test(file.name)) throw new Error('This is no GeoTIFF (.tif).');
      await sendScene(api, { file, recipe: choice.value }, (share) => {
        bar.value = share;
        state.textContent = `${formatShare(share)} of ${formatBytes(file.size)}`;
      });
      announce(`${file.name} is sent and will be mapped by ${choice.value}`);
      // From here on it is among the maps in work.
      await refresh();
      row.remove();
    } catch (error) {
      bar.remove();
      row.append(message('error', explain(error)));
    }
  }

  catchDrops((files) => void take(files));
  return panel;
}

/** Files dropped anywhere on the page; without this the browser would leave the page to show them. */
function catchDrops(take: (files: FileList) => void): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  let depth = 0;
  const mark = (change: number): void => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle('dropping', depth > 0);
  };
  addEventListener('dragenter', (event) => hasFiles(event) && mark(1));
  addEventListener('dragleave', (event) => hasFiles(event) && mark(-1));
  addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(-depth);
    take(event.dataTransfer!.files);
  });
}

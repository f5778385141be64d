import type { Api } from '../api.js';
import { el, icon, setVariable } from '../dom.js';
import type { Tileset } from '../load-run.js';
import type { Theme } from '../theme.js';
import { createMap, type MapLibreMap, paintGround, whenReady } from './create-map.js';
import { addPicture } from './run-layers.js';

const STEP = 0.05;

/** The source picture laid over the left part of the map, up to a line that can be moved. */
export interface Swipe {
  isOpen(): boolean;
  open(tileset: Tileset, theme: Theme): void;
  close(): void;
}

export function createSwipe(main: MapLibreMap, frame: HTMLElement, api: Api): Swipe {
  let close: (() => void) | null = null;

  function open(tileset: Tileset, theme: Theme): void {
    close?.();
    const layer = el('div', { class: 'swipe-picture', 'aria-hidden': 'true' });
    const attributes = {
      class: 'swipe-grip',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Where the picture ends and the map begins',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-orientation': 'horizontal',
    };
    const grip = el('div', attributes, el('span', { 'aria-hidden': 'true' }, icon('compare')));
    const names = el(
      'div',
      { class: 'swipe-names', 'aria-hidden': 'true' },
      el('span', {}, 'Picture'),
      el('span', {}, 'Map'),
    );
    frame.append(layer, names, grip);
    const over = createMap(layer, api, { interactive: false, ...cameraOf(main) });
    const follow = (): void => void over.jumpTo(cameraOf(main));
    main.on('move', follow);
    void whenReady(over).then(() => {
      paintGround(over, theme);
      addPicture(over, tileset, api);
      follow();
    });

    let share = 0.5;
    const place = (next: number): void => {
      share = Math.max(0, Math.min(1, next));
      setVariable(frame, '--swipe', `${(share * 100).toFixed(2)}%`);
      grip.setAttribute('aria-valuenow', String(Math.round(share * 100)));
      grip.setAttribute('aria-valuetext', `${Math.round(share * 100)} % of the width shows the picture`);
    };
    place(share);
    const drag = (event: PointerEvent): void => {
      const { left, width } = frame.getBoundingClientRect();
      place((event.clientX - left) / width);
    };
    grip.addEventListener('pointerdown', (event) => {
      grip.setPointerCapture(event.pointerId);
      grip.addEventListener('pointermove', drag);
    });
    for (const end of ['pointerup', 'pointercancel'])
      grip.addEventListener(end, () => grip.removeEventListener('pointermove', drag as EventListener));
    grip.addEventListener('keydown', ({ key }) => {
      const moves: Record<string, number> = { ArrowLeft: share - STEP, ArrowRight: share + STEP, Home: 0, End: 1 };
      if (key in moves) place(moves[key]);
    });
    close = () => {
      main.off('move', follow);
      over.remove();
      for (const part of [layer, grip, names]) part.remove();
      close = null;
    };
  }

  return { isOpen: () => close !== null, open, close: () => close?.() };
}

const cameraOf = (map: MapLibreMap) => ({ center: map.getCenter(), zoom: map.getZoom() });

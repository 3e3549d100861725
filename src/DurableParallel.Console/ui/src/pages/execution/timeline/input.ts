import type { Place, TimelineView } from './TimelineView';
import { utc } from '../../../lib/time';
import { toTime, Usual } from './viewport';
import { heightOf } from './layout';

const Drag = 4;

/** The pointer on the timeline: wheel, drag, click and the minimap. Returns what ends it. */
export function input(box: HTMLElement, view: TimelineView, activate: (place: Place) => void, toggle: (place: Place) => void, choose: (id: string | undefined) => void): () => void {
    const scroller = box.querySelector<HTMLElement>('.tl-scroll')!;
    const bars = box.querySelector<HTMLElement>('.tl-bars')!;
    const labels = box.querySelector<HTMLElement>('.tl-labels')!;
    const minimap = box.querySelector<HTMLCanvasElement>('.tl-minimap')!;
    const abort = new AbortController();
    const { signal } = abort;
    scroller.addEventListener('scroll', () => view.request(), { passive: true, signal });
    scroller.addEventListener('wheel', event => {
        const x = event.clientX - bars.getBoundingClientRect().left;
        if (event.ctrlKey || event.metaKey) {
            event.preventDefault();
            view.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.01), Math.max(0, x));
        } else if (event.altKey) {
            event.preventDefault();
            view.zoomRows(event.deltaY < 0);
        } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            event.preventDefault();
            view.pan(event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX);
        }
    }, { passive: false, signal });
    dragging(bars, scroller, view, activate, signal);
    for (const canvas of [bars, box.querySelector<HTMLElement>('.tl-axis')!]) {
        canvas.addEventListener('pointermove', event => {
            const at = toTime(view.shown, view.width, event.clientX - canvas.getBoundingClientRect().left);
            canvas.title = utc(new Date(Math.round(at)).toISOString());
        }, { signal });
    }

    labels.addEventListener('click', event => {
        const line = event.target instanceof Element ? event.target.closest<HTMLElement>('.tl-line') : null;
        if (!line || line.classList.contains('head')) {
            const scope = line && headOf(line);
            if (scope) {
                choose(scope);
            }

            return;
        }

        const place = view.placeAt(line.getBoundingClientRect().top - labels.getBoundingClientRect().top + Math.min(line.clientHeight, view.row) / 2);
        const row = place?.scope.at(place.index);
        if (place && !row) {
            // A range of rows that were never asked for: there they are.
            view.setRow(Usual);
            view.show(place);
            return;
        }

        if (place && row) {
            const left = event.clientX - line.getBoundingClientRect().left;
            if (row.children > 0 && left < Number.parseFloat(line.style.paddingLeft) + 18) {
                view.active = place;
                toggle(place);
            } else {
                activate(place);
            }
        }
    }, { signal });
    const seek = (event: PointerEvent): void => {
        const rectangle = minimap.getBoundingClientRect();
        const total = heightOf(view.root, view.row);
        const scale = Math.min(rectangle.height / Math.max(1, total), 4 / view.row);
        scroller.scrollTop = (event.clientY - rectangle.top) / scale - scroller.clientHeight / 2;
        if (view.span) {
            const { all, span } = view;
            const at = all.from + ((event.clientX - rectangle.left) / rectangle.width) * (all.to - all.from);
            const half = (span.to - span.from) / 2;
            view.span = { from: at - half, to: at + half };
            view.request();
        }
    };
    minimap.addEventListener('pointerdown', event => {
        minimap.setPointerCapture(event.pointerId);
        seek(event);
    }, { signal });
    minimap.addEventListener('pointermove', event => {
        if (minimap.hasPointerCapture(event.pointerId)) {
            seek(event);
        }
    }, { signal });
    return () => abort.abort();
}

const headOf = (line: HTMLElement): string | undefined => line.dataset['key']?.replace(/:head$/, '');

function dragging(bars: HTMLElement, scroller: HTMLElement, view: TimelineView, activate: (place: Place) => void, signal: AbortSignal): void {
    let from: { x: number; y: number; moved: boolean } | undefined;
    bars.addEventListener('pointerdown', event => {
        if (event.button === 0) {
            from = { x: event.clientX, y: event.clientY, moved: false };
            bars.setPointerCapture(event.pointerId);
        }
    }, { signal });
    bars.addEventListener('pointermove', event => {
        if (!from || (!from.moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < Drag)) {
            return;
        }

        view.pan(from.x - event.clientX);
        scroller.scrollTop += from.y - event.clientY;
        from = { x: event.clientX, y: event.clientY, moved: true };
    }, { signal });
    bars.addEventListener('pointerup', event => {
        if (from && !from.moved) {
            const place = view.placeAt(event.clientY - bars.getBoundingClientRect().top);
            if (place) {
                activate(place);
            }
        }

        from = undefined;
    }, { signal });
    bars.addEventListener('pointercancel', () => { from = undefined; }, { signal });
    bars.addEventListener('dblclick', event => view.zoom(0.5, event.clientX - bars.getBoundingClientRect().left), { signal });
}

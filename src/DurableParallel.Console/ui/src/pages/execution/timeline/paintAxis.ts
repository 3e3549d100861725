import type { Invocation } from '../../../api/types';
import { clock, duration, ticks } from '../../../lib/time';
import type { Palette } from './palette';
import { type Span, toX } from './viewport';

/** The axis above: the time since the start, and under it the wall clock. */
export function paintAxis(pen: CanvasRenderingContext2D, palette: Palette, span: Span, width: number, height: number, start: number): void {
    pen.clearRect(0, 0, width, height);
    pen.textBaseline = 'middle';
    pen.font = `11px ${palette.font}`;
    const { step, at } = ticks(span.from, span.to, width, 92, start);
    for (const tick of at) {
        const x = toX(span, width, tick);
        pen.fillStyle = palette.line;
        pen.fillRect(x, 0, 1, height);
        pen.fillStyle = palette.ink;
        pen.fillText(tick === start ? '0' : tick < start ? `-${duration(start - tick)}` : duration(tick - start), x + 4, 9);
        pen.fillStyle = palette.muted;
        pen.fillText(clock(tick, step), x + 4, 23);
    }
}

/** The lines of the ticks, under all rows. */
export function paintTicks(pen: CanvasRenderingContext2D, palette: Palette, span: Span, width: number, height: number, start: number): void {
    pen.fillStyle = palette.line;
    pen.globalAlpha = 0.6;
    for (const tick of ticks(span.from, span.to, width, 92, start).at) {
        pen.fillRect(Math.round(toX(span, width, tick)), 0, 1, height);
    }

    pen.globalAlpha = 1;
}

/** The lines over all rows: the beginnings of invocations, and now. */
export function paintLines(pen: CanvasRenderingContext2D, palette: Palette, span: Span, width: number, height: number,
    invocations: readonly Invocation[], now: number | undefined): void {
    for (const invocation of invocations) {
        const x = toX(span, width, Date.parse(invocation.started));
        if (x >= 0 && x <= width && invocation.kind !== 'begin') {
            pen.strokeStyle = invocation.kind === 'restart' ? palette.failed : palette.accent;
            pen.lineWidth = 1;
            pen.globalAlpha = invocation.kind === 'restart' ? 0.9 : 0.45;
            pen.setLineDash(invocation.kind === 'restart' ? [5, 3] : [2, 4]);
            pen.beginPath();
            pen.moveTo(x, 0);
            pen.lineTo(x, height);
            pen.stroke();
            pen.setLineDash([]);
            pen.globalAlpha = 1;
        }
    }

    if (now !== undefined) {
        const x = toX(span, width, now);
        pen.fillStyle = palette.running;
        pen.fillRect(x, 0, 1, height);
    }
}

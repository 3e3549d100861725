import { type Bucket, leading } from './fold';
import { heightOf } from './layout';
import type { Palette } from './palette';
import type { Scope } from './Scope';
import type { Span } from './viewport';

/** The whole execution at once: all rows from top to bottom, all time from left to right, and a frame about what is shown. */
export function paintMinimap(pen: CanvasRenderingContext2D, palette: Palette, width: number, height: number, root: Scope, row: number, all: Span,
    folded: (scope: Scope) => readonly Bucket[], view: { top: number; height: number; span: Span }): void {
    pen.clearRect(0, 0, width, height);
    const total = Math.max(1, heightOf(root, row));
    const scale = Math.min(height / total, 4 / row);
    const toX = (at: number): number => ((at - all.from) / (all.to - all.from)) * width;
    paint(root, 0);
    pen.fillStyle = palette.accent;
    pen.globalAlpha = 0.14;
    const left = Math.max(0, toX(view.span.from));
    const right = Math.min(width, toX(view.span.to));
    const frame: [number, number, number, number] = [left, view.top * scale, Math.max(3, right - left), Math.max(6, Math.min(total, view.height) * scale)];
    pen.fillRect(...frame);
    pen.globalAlpha = 1;
    pen.strokeStyle = palette.accent;
    pen.lineWidth = 1;
    pen.strokeRect(frame[0] + 0.5, frame[1] + 0.5, frame[2] - 1, frame[3] - 1);

    function paint(scope: Scope, y: number): number {
        const buckets = folded(scope);
        let at = y + scope.head;
        let index = 0;
        const each = buckets.length > 0 ? scope.total / buckets.length : 1;
        const rows = (from: number, to: number): void => {
            for (let bucket = Math.floor(from / each); bucket < Math.min(buckets.length, Math.ceil(to / each)); bucket++) {
                const one = buckets[bucket]!;
                if (one.to >= one.from) {
                    pen.fillStyle = palette[leading(one)];
                    pen.fillRect(toX(one.from), (at + (Math.max(from, bucket * each) - from) * row) * scale, Math.max(1, toX(one.to) - toX(one.from)),
                        Math.max(one.failed > 0 ? 1.4 : 0.7, each * row * scale * 0.8));
                }
            }

            at += (to - from) * row;
        };
        for (const one of scope.open) {
            rows(index, one.index + 1);
            index = one.index + 1;
            at = paint(one.branch, at);
        }

        rows(index, scope.total);
        return at;
    }
}

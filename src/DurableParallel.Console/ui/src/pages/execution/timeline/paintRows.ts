import type { Marker, Row, Segment } from '../../../api/types';
import { type Bucket, leading } from './fold';
import { colourOf, type Palette } from './palette';
import type { Scope } from './Scope';
import { attemptText, tailText } from './texts';
import { type Span, toX } from './viewport';

/** What painting needs to know beside the rows. */
export interface Sheet {
    pen: CanvasRenderingContext2D;
    palette: Palette;
    span: Span;
    width: number;
    row: number;
    now: number;
    labels: boolean;
    chosen: string | undefined;
}

export function paintRow(sheet: Sheet, row: Row, y: number, why: string | undefined): void {
    const { pen, palette, row: height } = sheet;
    if (row.id === sheet.chosen) {
        pen.fillStyle = palette.faint;
        pen.fillRect(0, y, sheet.width, height);
    }

    const colour = colourOf(palette, row.status);
    const inset = height >= 16 ? 5 : height >= 8 ? 2 : height >= 4 ? 1 : 0;
    const thick = row.children > 0 && height >= 16 ? 5 : Math.max(1, height - 2 * inset);
    const top = row.children > 0 && height >= 16 ? y + (height - thick) / 2 : y + inset;
    let right = -1;
    for (const segment of segmentsOf(row)) {
        right = Math.max(right, paintSegment(sheet, row, segment, top, thick, colour));
    }

    for (const marker of row.markers ?? []) {
        paintMarker(sheet, marker, y, height);
    }

    if (sheet.labels) {
        paintTail(sheet, row, y, right, why);
    }
}

/** The bars of a row; one without segments of its own has a bar from its start to its end. */
function segmentsOf(row: Row): readonly Segment[] {
    if (row.segments && row.segments.length > 0) {
        return row.segments;
    }

    return row.started ? [{ kind: row.type === 'Wait' || row.type === 'Callback' ? 'waiting' : 'running', from: row.started, ...(row.ended ? { to: row.ended } : {}) }] : [];
}

/** Paints a bar; returns where it ends, or -1 when it is out of sight. */
function paintSegment(sheet: Sheet, row: Row, segment: Segment, top: number, thick: number, colour: string): number {
    const { pen, palette, span, width, now } = sheet;
    const from = toX(span, width, Date.parse(segment.from));
    const end = segment.to ? Date.parse(segment.to) : now;
    const to = toX(span, width, end);
    if (to < 0 || from > width) {
        return -1;
    }

    const left = Math.max(-2, from);
    const length = Math.max(2, Math.min(width + 2, to) - left);
    switch (segment.kind) {
        case 'waiting':
            pen.strokeStyle = row.ended ? palette.other : colour;
            if (thick < 4) {
                pen.globalAlpha = 0.5;
                pen.fillStyle = pen.strokeStyle;
                pen.fillRect(left, top, length, thick);
                pen.globalAlpha = 1;
            } else {
                pen.lineWidth = 1.25;
                bar(pen, left + 0.6, top + 0.6, Math.max(1, length - 1.2), thick - 1.2);
                pen.stroke();
            }

            break;
        case 'retryDelay':
            pen.fillStyle = thick < 4 ? palette.warn : palette.hatch;
            bar(pen, left, top, length, thick);
            pen.fill();
            if (thick >= 8 && length > 120 && row.ended) {
                text(sheet, attemptText(segment, row, now), left + 6, top + thick / 2, palette.ink, length - 12, true);
            }

            break;
        default:
            pen.fillStyle = isLastTry(row, segment) ? colour : palette.failed;
            bar(pen, left, top, length, thick);
            pen.fill();
    }

    return left + length;
}

/** Whether a bar stands for how the operation ended: earlier attempts of a retried step failed. */
function isLastTry(row: Row, segment: Segment): boolean {
    return row.type !== 'Step' || segment.attempt === undefined || segment.attempt >= row.attempts;
}

function bar(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
    pen.beginPath();
    if (height < 6 || width < 6) {
        pen.rect(x, y, width, height);
    } else {
        pen.roundRect(x, y, width, height, 3);
    }
}

const signs: Record<Marker['kind'], { shape: 'diamond' | 'tick' | 'triangle' | 'cross' | 'flag'; colour: keyof Palette }> = {
    callback: { shape: 'diamond', colour: 'accent' }, heartbeat: { shape: 'tick', colour: 'muted' }, event: { shape: 'triangle', colour: 'accent' },
    restart: { shape: 'cross', colour: 'failed' }, decided: { shape: 'flag', colour: 'ink' },
};

function paintMarker(sheet: Sheet, marker: Marker, y: number, height: number): void {
    const x = toX(sheet.span, sheet.width, Date.parse(marker.at));
    const sign = signs[marker.kind];
    if (height < 8 || x < -8 || x > sheet.width + 8 || !sign) {
        return;
    }

    const { pen } = sheet;
    const middle = y + height / 2;
    pen.fillStyle = pen.strokeStyle = sheet.palette[sign.colour] as string;
    pen.lineWidth = 1.5;
    pen.beginPath();
    switch (sign.shape) {
        case 'diamond':
            outline(pen, [[x, middle - 6], [x + 5, middle], [x, middle + 6], [x - 5, middle]]);
            pen.fill();
            break;
        case 'triangle':
            outline(pen, [[x - 5, middle - 5], [x + 5, middle - 5], [x, middle + 5]]);
            pen.fill();
            break;
        case 'flag':
            outline(pen, [[x, y + 3], [x + 8, y + 6], [x, y + 9]]);
            pen.fill();
            pen.fillRect(x - 0.75, y + 2, 1.5, height - 4);
            break;
        case 'cross':
            pen.moveTo(x - 4, middle - 4);
            pen.lineTo(x + 4, middle + 4);
            pen.moveTo(x + 4, middle - 4);
            pen.lineTo(x - 4, middle + 4);
            pen.stroke();
            break;
        default:
            pen.fillRect(x - 0.75, middle - 4, 1.5, 8);
    }
}

function outline(pen: CanvasRenderingContext2D, points: readonly [number, number][]): void {
    points.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    pen.closePath();
}

function paintTail(sheet: Sheet, row: Row, y: number, right: number, why: string | undefined): void {
    const words = why ?? tailText(row, sheet.now);
    if (words === '') {
        return;
    }

    const middle = y + sheet.row / 2;
    const colour = row.error ? sheet.palette.failed : sheet.palette.muted;
    if (right < 0) {
        if (!row.started) {
            text(sheet, words, 8, middle, sheet.palette.muted, sheet.width - 16, false);
        }

        return;
    }

    const room = sheet.width - right - 16;
    if (room >= 110 || sheet.pen.measureText(words).width < room) {
        text(sheet, words, right + 8, middle, colour, room, false);
    } else if (right > 200) {
        const wide = Math.min(right - 24, sheet.pen.measureText(words).width);
        text(sheet, words, Math.min(right, sheet.width) - wide - 10, middle, sheet.palette.ink, wide + 2, true);
    }
}

/** Writes a line, cut to its room; `plate` puts a back behind it, where it is over bars. */
export function text(sheet: Sheet, words: string, x: number, middle: number, colour: string, room: number, plate: boolean): void {
    const { pen } = sheet;
    if (room < 24) {
        return;
    }

    let shown = words.length > 160 ? `${words.slice(0, 160)}…` : words;
    while (shown.length > 4 && pen.measureText(shown).width > room) {
        shown = `${shown.slice(0, Math.max(3, Math.floor(shown.length * 0.85) - 1))}…`;
    }

    if (plate) {
        pen.globalAlpha = 0.88;
        pen.fillStyle = sheet.palette.panel;
        pen.fillRect(x - 3, middle - 7, pen.measureText(shown).width + 6, 14);
        pen.globalAlpha = 1;
    }

    pen.fillStyle = colour;
    pen.fillText(shown, x, middle + 0.5);
}

/** A row that was not loaded yet. */
export function paintMissing(sheet: Sheet, y: number): void {
    sheet.pen.fillStyle = sheet.palette.faint;
    sheet.pen.fillRect(8, y + sheet.row / 4, Math.min(160, sheet.width / 3), Math.max(1, sheet.row / 2));
}

/** Many rows as density: a band from the first start to the last end of each bucket, its colours by their parts. */
export function paintDensity(sheet: Sheet, scope: Scope, folded: readonly Bucket[], from: number, to: number, y: number): void {
    if (folded.length === 0 || scope.total === 0) {
        return;
    }

    const each = scope.total / folded.length;
    const first = Math.floor(from / each);
    const last = Math.min(folded.length, Math.ceil(to / each));
    const { pen, palette } = sheet;
    const paint = (index: number, bucket: Bucket, kind: ReturnType<typeof leading>, least: number): void => {
        const left = Math.max(0, toX(sheet.span, sheet.width, bucket.from));
        const right = Math.min(sheet.width, toX(sheet.span, sheet.width, bucket.to));
        if (right >= 0 && left <= sheet.width) {
            pen.fillStyle = palette[kind];
            pen.fillRect(left, y + (index * each - from) * sheet.row, Math.max(1.5, right - left), Math.max(least, each * sheet.row));
        }
    };
    // Failures last and a little higher, so that one of a thousand is seen.
    pen.globalAlpha = 0.85;
    for (const failures of [false, true]) {
        for (let index = first; index < last; index++) {
            const bucket = folded[index]!;
            const kind = leading(bucket);
            if (bucket.to >= bucket.from && (kind === 'failed') === failures) {
                paint(index, bucket, kind, failures ? 1.5 : 0.6);
            }
        }
    }

    pen.globalAlpha = 1;
}

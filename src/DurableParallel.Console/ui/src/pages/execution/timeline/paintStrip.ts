import type { Strip } from '../../../api/types';
import { count } from '../../../lib/numbers';
import { type Sheet, text } from './paintRows';
import { toX } from './viewport';

/** A scope's concurrency over time: how many ran, against the most that may, how many waited, and when and why it was decided. */
export function paintStrip(sheet: Sheet, strip: Strip | undefined, y: number, height: number): void {
    const { pen, palette, width } = sheet;
    pen.fillStyle = palette.line;
    pen.fillRect(0, y + height - 1, width, 1);
    if (!strip || strip.samples.length === 0) {
        return;
    }

    const floor = y + height - 8;
    const room = height - 26;
    const limit = strip.rules.maxConcurrency;
    const most = Math.max(1, limit && limit < strip.peak * 4 ? limit : 0, strip.peak);
    const tall = (value: number): number => (value / most) * room;
    paintArea(sheet, strip, floor, tall);
    paintPending(sheet, strip, floor, room);
    if (limit && limit <= most) {
        const top = floor - tall(limit);
        pen.strokeStyle = palette.muted;
        pen.setLineDash([4, 3]);
        pen.lineWidth = 1;
        pen.beginPath();
        pen.moveTo(0, top);
        pen.lineTo(width, top);
        pen.stroke();
        pen.setLineDash([]);
        text(sheet, `limit ${count(limit)}`, 6, top - 8, palette.muted, 120, true);
    }

    paintDecision(sheet, strip, y, floor);
}

function paintArea(sheet: Sheet, strip: Strip, floor: number, tall: (value: number) => number): void {
    const { pen, palette } = sheet;
    const { samples } = strip;
    pen.fillStyle = palette.running;
    pen.globalAlpha = 0.55;
    samples.forEach((sample, index) => {
        const next = samples[index + 1];
        const from = Math.max(0, toX(sheet.span, sheet.width, Date.parse(sample.at)));
        const to = Math.min(sheet.width, toX(sheet.span, sheet.width, next ? Date.parse(next.at) : Date.parse(strip.to)));
        if (to > from && sample.running > 0) {
            pen.fillRect(from, floor - tall(sample.running), to - from + 0.4, tall(sample.running));
        }
    });
    pen.globalAlpha = 1;
}

function paintPending(sheet: Sheet, strip: Strip, floor: number, room: number): void {
    const { pen, palette } = sheet;
    const total = Math.max(1, strip.rules.total ?? 0, ...strip.samples.slice(0, 1).map(sample => sample.running + sample.pending + sample.succeeded + sample.failed),
        strip.samples.reduce((most, sample) => Math.max(most, sample.succeeded + sample.failed + sample.pending + sample.running), 0));
    const lines = [{ key: 'pending', colour: palette.warn }, { key: 'succeeded', colour: palette.succeeded }, { key: 'failed', colour: palette.failed }] as const;
    pen.lineWidth = 1.5;
    for (const { key, colour } of lines) {
        pen.strokeStyle = colour;
        pen.beginPath();
        let before: number | undefined;
        for (const sample of strip.samples) {
            const x = toX(sheet.span, sheet.width, Date.parse(sample.at));
            const top = floor - (sample[key] / total) * room;
            if (before === undefined) {
                pen.moveTo(x, top);
            } else {
                pen.lineTo(x, before);
                pen.lineTo(x, top);
            }

            before = top;
        }

        if (before !== undefined) {
            pen.lineTo(toX(sheet.span, sheet.width, Date.parse(strip.to)), before);
        }

        if (strip.samples.some(sample => sample[key] > 0)) {
            pen.stroke();
        }
    }
}

function paintDecision(sheet: Sheet, strip: Strip, y: number, floor: number): void {
    if (!strip.decided) {
        return;
    }

    const { pen, palette } = sheet;
    const x = toX(sheet.span, sheet.width, Date.parse(strip.decided.at));
    if (x < 0 || x > sheet.width) {
        return;
    }

    pen.fillStyle = palette.ink;
    pen.fillRect(x - 0.75, y + 4, 1.5, floor - y - 4);
    pen.beginPath();
    pen.moveTo(x, y + 4);
    pen.lineTo(x - 9, y + 8);
    pen.lineTo(x, y + 12);
    pen.fill();
    const words = strip.decided.sentence;
    const wide = pen.measureText(words).width;
    if (x - wide - 20 > 0) {
        text(sheet, words, x - wide - 14, y + 9, palette.ink, wide + 4, true);
    } else {
        text(sheet, words, x + 8, y + 9, palette.ink, sheet.width - x - 12, true);
    }
}

// The part of time that is shown. Pure.

export interface Span {
    from: number;
    to: number;
}

const Least = 5; // ms

export const toX = (span: Span, width: number, at: number): number => ((at - span.from) / (span.to - span.from)) * width;

export const toTime = (span: Span, width: number, x: number): number => span.from + (x / Math.max(1, width)) * (span.to - span.from);

/** The whole of an execution with some room on both sides. */
export function whole(start: number, end: number): Span {
    const length = Math.max(Least, end - start);
    return { from: start - length * 0.01, to: start + length * 1.06 };
}

/** Zooms by a factor about a time, which stays where it is; no further out than thrice the whole, no further in than a few milliseconds. */
export function zoomed(span: Span, factor: number, about: number, all: Span): Span {
    const length = span.to - span.from;
    const next = Math.min((all.to - all.from) * 3, Math.max(Least, length * factor));
    const share = (about - span.from) / length;
    return { from: about - share * next, to: about + (1 - share) * next };
}

export function panned(span: Span, by: number, all: Span): Span {
    const length = span.to - span.from;
    const from = Math.min(all.to - length * 0.1, Math.max(all.from - length * 0.9, span.from + by));
    return { from, to: from + length };
}

/** Row heights that can be chosen; below Labelled a row has no text, below Single rows are folded into density. */
export const Heights: readonly number[] = [0.05, 0.25, 1, 4, 10, 24, 32];
export const Usual = 24;
export const Labelled = 16;
export const Single = 3;

/** The next height that is larger or smaller. */
export function nextHeight(height: number, larger: boolean): number {
    return larger ? Heights.find(one => one > height) ?? height : Heights.findLast(one => one < height) ?? height;
}

import type { Invocation } from '../../../api/types';
import { blocksIn, heightOf, rowAt, topOf } from './layout';
import { addNames } from './names';
import { Labels, type Line } from './labels';
import { paintAxis, paintLines, paintTicks } from './paintAxis';
import { paintMinimap } from './paintMinimap';
import { paintDensity, paintMissing, paintRow, type Sheet } from './paintRows';
import { paintStrip } from './paintStrip';
import { type Palette, readPalette } from './palette';
import type { Scope } from './Scope';
import type { TimelineStore } from './store';
import { Labelled, nextHeight, panned, Single, type Span, toTime, Usual, whole, zoomed } from './viewport';

export interface Elements {
    scroller: HTMLElement;
    space: HTMLElement;
    stage: HTMLElement;
    labels: HTMLElement;
    bars: HTMLCanvasElement;
    axis: HTMLCanvasElement;
    minimap: HTMLCanvasElement;
}

export interface Place {
    scope: Scope;
    index: number;
}

/** Draws the timeline: one frame at a time, all of it from what the store holds. */
export class TimelineView {
    row = Usual;
    span: Span | undefined; // undefined: the whole
    chosen: string | undefined;
    active: Place | undefined;
    invocations: readonly Invocation[] = [];
    frames: number[] = []; // what drawing took, for measurements
    private _palette: Palette | undefined;
    private _asked = false;
    private _labels: Labels;
    private _width = 0;
    private _height = 0;

    constructor(private readonly _elements: Elements, private readonly _store: TimelineStore) {
        this._labels = new Labels(_elements.labels);
    }

    get all(): Span {
        return whole(this._store.start, this._store.running ? Date.now() : this._store.end);
    }

    get shown(): Span {
        return this.span ?? this.all;
    }

    get root(): Scope {
        return this._store.root;
    }

    get width(): number {
        return this._width;
    }

    resize(): void {
        this._height = this._elements.scroller.clientHeight;
        this._width = Math.max(40, this._elements.scroller.clientWidth - this._elements.labels.clientWidth);
        this._elements.stage.style.height = `${this._height}px`;
        fit(this._elements.bars, this._width, this._height);
        fit(this._elements.axis, this._width, 32);
        fit(this._elements.minimap, this._elements.minimap.clientWidth, this._elements.minimap.clientHeight);
        this.request();
    }

    recolour(): void {
        this._palette = undefined;
        this.request();
    }

    request(): void {
        if (!this._asked) {
            this._asked = true;
            requestAnimationFrame(() => {
                this._asked = false;
                const before = performance.now();
                this.draw();
                this.frames.push(performance.now() - before);
                if (this.frames.length > 600) {
                    this.frames.shift();
                }
            });
        }
    }

    zoom(factor: number, x = this._width / 2): void {
        this.span = zoomed(this.shown, factor, toTime(this.shown, this._width, x), this.all);
        this.request();
    }

    pan(pixels: number): void {
        const span = this.shown;
        this.span = panned(span, (pixels / this._width) * (span.to - span.from), this.all);
        this.request();
    }

    fit(): void {
        this.span = undefined;
        this.request();
    }

    /** Changes the rows' height, about the middle of what is shown. */
    zoomRows(larger: boolean): void {
        this.setRow(nextHeight(this.row, larger));
    }

    setRow(row: number): void {
        const { scroller } = this._elements;
        const before = rowAt(this._store.root, this.row, scroller.scrollTop + this._height / 2);
        this.row = row;
        this.layOut();
        if (before) {
            scroller.scrollTop = this.topOf({ scope: before.branch, index: before.index }) - this._height / 2;
        }

        this.request();
    }

    /** All rows at once: folded where they are many. */
    fitRows(): void {
        const heads = heightOf(this._store.root, 0);
        const rows = heightOf(this._store.root, 1) - heads;
        this.setRow(Math.min(Usual, Math.max(0.001, (this._height - heads - 4) / Math.max(1, rows))));
    }

    topOf(place: Place): number {
        let top = topOf(place.scope, place.index, this.row);
        for (let scope = place.scope; scope.parent; scope = scope.parent) {
            const index = scope.parent.open.find(one => one.branch === scope)?.index ?? 0;
            top += topOf(scope.parent, index, this.row) + this.row;
        }

        return top;
    }

    show(place: Place): void {
        this.active = place;
        this.layOut();
        const { scroller } = this._elements;
        const top = this.topOf(place);
        if (top < scroller.scrollTop) {
            scroller.scrollTop = top;
        } else if (top + this.row > scroller.scrollTop + this._height - 8) {
            scroller.scrollTop = top + this.row + 8 - this._height;
        }

        this.request();
    }

    focusActive(): void {
        requestAnimationFrame(() => requestAnimationFrame(() => this._labels.focusActive()));
    }

    placeAt(y: number): Place | undefined {
        const found = rowAt(this._store.root, this.row, y + this._elements.scroller.scrollTop);
        return found && { scope: found.branch, index: found.index };
    }

    private layOut(): void {
        this._elements.space.style.height = `${Math.max(heightOf(this._store.root, this.row), this._height)}px`;
    }

    private draw(): void {
        const pen = this._elements.bars.getContext('2d')!;
        const palette = this._palette ??= readPalette(pen);
        const { root } = this._store;
        this.layOut();
        const top = this._elements.scroller.scrollTop;
        const now = this._store.running ? Date.now() : this._store.end;
        const sheet: Sheet = {
            pen, palette, span: this.shown, width: this._width, row: this.row, now, labels: this.row >= Labelled, chosen: this.chosen,
        };
        pen.clearRect(0, 0, this._width, this._height);
        pen.textBaseline = 'middle';
        pen.font = `11.5px ${palette.font}`;
        paintTicks(pen, palette, this.shown, this._width, this._height, this._store.start);
        const lines: Line[] = [];
        for (const block of blocksIn(root, this.row, top, top + this._height)) {
            if (block.kind === 'head') {
                this._store.wantStrip(block.branch);
                paintStrip(sheet, block.branch.strip, block.y - top, block.height);
                lines.push({ key: `${block.branch.id}:head`, scope: block.branch, index: -1, rows: 1, depth: block.depth, y: block.y - top, height: block.height });
            } else {
                this.paintRows(sheet, block.branch, block.from, block.to, block.y - top);
                addNames(lines, block, block.y - top, this.row);
            }
        }

        paintLines(pen, palette, this.shown, this._width, this._height, this.invocations, this._store.running ? now : undefined);
        this._labels.draw(lines, now, this.activeKey(lines), this.chosen);
        paintAxis(this._elements.axis.getContext('2d')!, palette, this.shown, this._width, 32, this._store.start);
        this.drawMinimap(palette, now, top);
    }

    private paintRows(sheet: Sheet, scope: Scope, from: number, to: number, y: number): void {
        if (this.row < Single) {
            this._store.wantDensity(scope);
            paintDensity(sheet, scope, this._store.foldedOf(scope, sheet.now), from, to, y);
            return;
        }

        this._store.want(scope, from, to);
        for (let index = from; index < to; index++) {
            const row = scope.at(index);
            const at = y + (index - from) * this.row;
            if (row) {
                paintRow(sheet, row, at, row.started ? undefined : scope.why.get(index));
            } else {
                paintMissing(sheet, at);
            }
        }
    }

    private activeKey(lines: readonly Line[]): string | undefined {
        const { active } = this;
        const covers = active && lines.find(line => line.scope === active.scope && line.index >= 0 && active.index >= line.index && active.index < line.index + line.rows);
        return (covers ?? lines.find(line => line.index >= 0))?.key;
    }

    private drawMinimap(palette: Palette, now: number, top: number): void {
        const { minimap } = this._elements;
        if (minimap.clientWidth === 0) {
            return;
        }

        const seek = (scope: Scope): void => {
            this._store.wantDensity(scope);
            scope.open.forEach(one => seek(one.branch));
        };
        seek(this._store.root);
        paintMinimap(minimap.getContext('2d')!, palette, minimap.clientWidth, minimap.clientHeight, this._store.root, this.row, this.all,
            scope => this._store.foldedOf(scope, now), { top, height: this._height, span: this.shown });
    }
}

/** Gives a canvas as many pixels as the screen has there. */
function fit(canvas: HTMLCanvasElement, width: number, height: number): void {
    const scale = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    if (canvas.dataset['fluid'] === undefined) {
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
    }

    canvas.getContext('2d')!.setTransform(scale, 0, 0, scale, 0, 0);
}

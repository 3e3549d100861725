import { glyph, tone } from '../../../parts/Badge';
import type { Scope } from './Scope';
import { count } from '../../../lib/numbers';
import { nameOf, rulesText, spoken } from './texts';

/** One line of the tree's names: a row, or the rules of a scope above its rows. */
export interface Line {
    key: string;
    scope: Scope;
    index: number; // -1: the head of the scope
    rows: number; // how many rows the line stands for, from that one on: several where they are too low for a name each
    depth: number;
    y: number;
    height: number;
}

interface Parts {
    line: HTMLElement;
    twist: HTMLElement;
    sign: HTMLElement;
    name: HTMLElement;
    kind: HTMLElement;
    more: HTMLElement;
    key: string;
}

/** The names beside the bars. The elements are used again while scrolling, and written in the same frame as the canvas. */
export class Labels {
    private readonly _pool: Parts[] = [];

    constructor(private readonly _box: HTMLElement) {
    }

    draw(lines: readonly Line[], now: number, active: string | undefined, chosen: string | undefined): void {
        // Without a row that has room for its name there is no tree to read.
        this._box.role = lines.some(line => line.index >= 0) ? 'tree' : 'none';
        while (this._pool.length < lines.length) {
            this._pool.push(this.make());
        }

        // An element keeps its line while that is seen, so that a reader's focus stays on it.
        const free = new Map(this._pool.map(parts => [parts.key, parts]));
        const placed = new Map<Line, Parts>();
        for (const line of lines) {
            const kept = free.get(line.key);
            if (kept && kept.key !== '') {
                placed.set(line, kept);
                free.delete(line.key);
            }
        }

        const spare = this._pool.filter(parts => ![...placed.values()].includes(parts));
        for (const line of lines) {
            const parts = placed.get(line) ?? spare.pop()!;
            this.write(parts, line, now, active, chosen);
        }

        for (const parts of spare) {
            parts.line.hidden = true;
            parts.key = '';
        }
    }

    focusActive(): void {
        this._box.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    }

    private make(): Parts {
        const line = document.createElement('div');
        const [twist, sign, name, kind, more] = ['twist', 'sign', 'name', 'kind', 'hidden'].map(of => {
            const part = document.createElement('span');
            part.className = of;
            if (of === 'twist' || of === 'sign') {
                part.ariaHidden = 'true';
            }

            line.append(part);
            return part;
        }) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];
        line.hidden = true;
        this._box.append(line);
        return { line, twist, sign, name, kind, more, key: '' };
    }

    private write(parts: Parts, line: Line, now: number, active: string | undefined, chosen: string | undefined): void {
        const { line: element } = parts;
        element.hidden = false;
        parts.key = line.key;
        element.dataset['key'] = line.key;
        element.style.transform = `translateY(${line.y}px)`;
        element.style.height = `${line.height}px`;
        element.style.paddingLeft = `${8 + line.depth * 14}px`;
        if (line.index < 0) {
            this.writeHead(parts, line);
            return;
        }

        const row = line.scope.at(line.index);
        const open = line.scope.openAt(line.index) !== undefined;
        element.className = `tl-line ${row ? tone(row.status) : 'quiet'}${row?.id === chosen ? ' chosen' : ''}`;
        element.role = 'treeitem';
        element.tabIndex = line.key === active ? 0 : -1;
        element.ariaLevel = String(line.depth + 1);
        element.ariaSetSize = String(line.scope.total);
        element.ariaPosInSet = String(line.index + 1);
        element.ariaSelected = String(row?.id === chosen);
        element.ariaExpanded = row && row.children > 0 ? String(open) : null;
        set(parts.twist, row && row.children > 0 ? (open ? '▾' : '▸') : '');
        set(parts.sign, row ? glyph(row.status) : '');
        set(parts.name, row ? nameOf(row) : line.rows > 1 ? `${count(line.index + 1)} – ${count(line.index + line.rows)}` : '…');
        set(parts.kind, row && line.rows > 1 ? `and ${count(line.rows - 1)} more` : row ? (row.children > 0 ? `${row.subType ?? ''} ${count(row.children)}${row.failedBelow > 0 ? ` · ${count(row.failedBelow)} ✕` : ''}` : row.type === 'Step' ? '' : row.subType ?? row.type) : '');
        set(parts.more, row ? `, ${spoken(row, now)}` : line.rows > 1 ? ', rows' : 'loading');
        element.title = row ? `${nameOf(row)} · ${row.path}` : '';
    }

    private writeHead(parts: Parts, line: Line): void {
        const { line: element } = parts;
        const waiting = line.scope.why.size;
        element.className = 'tl-line head';
        element.role = 'none';
        element.removeAttribute('tabindex');
        element.ariaLevel = element.ariaSetSize = element.ariaPosInSet = element.ariaSelected = element.ariaExpanded = null;
        element.title = '';
        const peak = line.scope.strip ? `peak ${count(line.scope.strip.peak)}` : '';
        set(parts.twist, '');
        set(parts.sign, '');
        set(parts.more, '');
        set(parts.name, [rulesText(line.scope.strip?.rules ?? line.scope.row?.scope), peak].filter(Boolean).join(' · '));
        set(parts.kind, waiting > 0 ? `${count(waiting)}${waiting >= 500 ? '+' : ''} not started: why` : '');
    }
}

function set(element: HTMLElement, text: string): void {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

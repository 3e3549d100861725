// Which rows have their names written. Pure.
import type { Block } from './layout';
import type { Line } from './labels';
import type { Scope } from './Scope';
import { Labelled } from './viewport';

/** Adds the names of a run of rows: each one where there is room, else those that have room, each for itself and the rows up to the next. */
export function addNames(lines: Line[], block: Block<Scope> & { kind: 'rows' }, y: number, row: number): void {
    const { branch: scope, depth, from, to } = block;
    const each = Math.max(1, Math.ceil(Labelled / row));
    const height = Math.max(row, Labelled);
    const before = lines.at(-1);
    let free = before ? before.y + before.height : -Infinity;
    for (let index = from; index < to;) {
        const at = y + (index - from) * row;
        // Rows of one group stay together while scrolling, so that the names do not flicker.
        const next = Math.min(to, (Math.floor(index / each) + 1) * each);
        if (each === 1 || at >= free) {
            const rows = each === 1 ? 1 : Math.max(1, Math.min(scope.total, (Math.floor(index / each) + 1) * each) - index);
            lines.push({ key: `${scope.id ?? ''}/${index}`, scope, index, rows, depth, y: at, height });
            free = at + height;
        }

        index = next;
    }
}

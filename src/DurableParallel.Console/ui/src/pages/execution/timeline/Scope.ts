import type { Row, Strip } from '../../../api/types';
import type { Bucket } from './fold';
import type { Branch } from './layout';

export const PageSize = 500;
export const StripHeight = 76;

/** The rows below one operation, as far as they were asked for. */
export class Scope implements Branch {
    total = 0;
    head = 0;
    readonly open: { index: number; branch: Scope }[] = [];
    readonly pages = new Map<number, readonly Row[]>();
    readonly asked = new Map<number, number>(); // page -> the version of the answer that is there or on its way
    readonly why = new Map<number, string>();
    strip: Strip | undefined;
    buckets: Bucket[] | undefined;
    loadedOnce = false;
    error: unknown;

    constructor(readonly parent: Scope | undefined, readonly id: string | undefined, row: Row | undefined) {
        this.row = row;
        this.total = row?.children ?? 0;
        this.head = row?.scope ? StripHeight : 0;
    }

    row: Row | undefined;

    at(index: number): Row | undefined {
        return this.pages.get(Math.floor(index / PageSize))?.[index % PageSize];
    }

    openBelow(index: number, row: Row): Scope {
        const found = this.openAt(index);
        if (found) {
            return found;
        }

        const branch = new Scope(this, row.id, row);
        this.open.push({ index, branch });
        this.open.sort((a, b) => a.index - b.index);
        return branch;
    }

    openAt(index: number): Scope | undefined {
        return this.open.find(one => one.index === index)?.branch;
    }

    close(index: number): void {
        const place = this.open.findIndex(one => one.index === index);
        if (place >= 0) {
            this.open.splice(place, 1);
        }
    }
}

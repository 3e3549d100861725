import { at, get } from '../../../api/client';
import type { Density, OperationDetail, Page, Row, Rows, Strip } from '../../../api/types';
import { bucketsOf, fold } from './fold';
import { PageSize, Scope } from './Scope';

const Buckets = 2000;
const Unfolded = 500;
const Together = 4;

/** Holds the rows of one execution as far as they were looked at, asks for those that are missing, and keeps them current. */
export class TimelineStore {
    root = new Scope(undefined, undefined, undefined);
    start = 0;
    end = 0;
    running = false;
    failedFirst = false;
    private readonly _opened = new Set<string>();
    private _loading = 0;
    private _closed = false;
    private _turn = 0;

    constructor(readonly execution: string, private readonly _changed: () => void) {
    }

    close(): void {
        this._closed = true;
    }

    async begin(): Promise<void> {
        await this.load(this.root, 0);
    }

    /** Asks for the pages of rows that are not here, or older than what happened since. */
    want(scope: Scope, from: number, to: number): void {
        const last = Math.floor(Math.max(from, to - 1) / PageSize);
        for (let page = Math.floor(from / PageSize); page <= last && this._loading < Together; page++) {
            if (scope.asked.get(page) !== this._turn) {
                void this.load(scope, page);
            }
        }
    }

    /** Asks for what a folded drawing needs of a scope. */
    wantDensity(scope: Scope): void {
        if (scope.total <= Unfolded) {
            this.want(scope, 0, scope.total);
        } else if (scope.asked.get(-1) !== this._turn) {
            scope.asked.set(-1, this._turn);
            void this.attempt(async () => {
                const density = await get<Density>(`executions/${at(this.execution)}/operations/density`, { parent: scope.id, buckets: Math.min(Buckets, scope.total) });
                scope.buckets = bucketsOf(density);
            });
        }
    }

    foldedOf(scope: Scope, now: number): readonly { rows: number; from: number; to: number; succeeded: number; failed: number; running: number; other: number }[] {
        if (scope.total > Unfolded) {
            return scope.buckets ?? [];
        }

        return fold(Array.from({ length: scope.total }, (_, index) => scope.at(index)), scope.total, now);
    }

    wantStrip(scope: Scope): void {
        if (scope.id !== undefined && scope.head > 0 && scope.asked.get(-2) !== this._turn) {
            scope.asked.set(-2, this._turn);
            void this.attempt(async () => {
                scope.strip = await get<Strip>(`executions/${at(this.execution, 'scopes', scope.id!, 'strip')}`, { buckets: 1000 });
            });
            void this.attempt(async () => {
                const waiting = await get<Page<{ index: number; why: string }>>(`executions/${at(this.execution, 'scopes', scope.id!, 'waiting')}`, { offset: 0, limit: 500 });
                scope.why.clear();
                waiting.items.forEach(item => scope.why.set(item.index, item.why));
            });
        }
    }

    open(scope: Scope, index: number): void {
        const row = scope.at(index);
        if (row && row.children > 0) {
            this._opened.add(row.id);
            const opened = scope.openBelow(index, row);
            this.want(opened, 0, Math.min(PageSize, opened.total));
            this._changed();
        }
    }

    shut(scope: Scope, index: number): void {
        const row = scope.at(index);
        if (row) {
            this._opened.delete(row.id);
            scope.close(index);
            this._changed();
        }
    }

    /** Something happened in the execution: what is shown is asked for again, the old stays until then. */
    stale(): void {
        this._turn++;
        this._changed();
    }

    setFailedFirst(on: boolean): void {
        this.failedFirst = on;
        this._turn++;
        this.root = new Scope(undefined, undefined, undefined);
        void this.begin();
    }

    /** Opens all scopes above an operation; says where it is. */
    async reveal(id: string): Promise<{ scope: Scope; index: number } | undefined> {
        const target = await get<OperationDetail>(`executions/${at(this.execution, 'operations', id)}`);
        let scope = this.root;
        for (const ancestor of target.ancestors) {
            const parent = await get<OperationDetail>(`executions/${at(this.execution, 'operations', ancestor.id)}`);
            await this.there(scope, parent.index);
            const index = this.indexOf(scope, parent.id, parent.index);
            const row = scope.at(index);
            if (!row) {
                return undefined;
            }

            this._opened.add(row.id);
            scope = scope.openBelow(index, row);
        }

        await this.there(scope, target.index);
        this._changed();
        return { scope, index: this.indexOf(scope, id, target.index) };
    }

    private indexOf(scope: Scope, id: string, index: number): number {
        if (scope.at(index)?.id === id) {
            return index;
        }

        for (const [page, rows] of scope.pages) {
            const found = rows.findIndex(row => row.id === id);
            if (found >= 0) {
                return page * PageSize + found;
            }
        }

        return index;
    }

    private async there(scope: Scope, index: number): Promise<void> {
        if (!scope.at(index)) {
            await this.load(scope, Math.floor(index / PageSize));
        }
    }

    private async load(scope: Scope, page: number): Promise<void> {
        const turn = this._turn;
        scope.asked.set(page, turn);
        this._loading++;
        try {
            await this.attempt(async () => {
                const rows = await get<Rows>(`executions/${at(this.execution)}/operations`,
                    { parent: scope.id, offset: page * PageSize, limit: PageSize, failedFirst: this.failedFirst || undefined });
                this.take(scope, page, rows);
            }, scope);
        } finally {
            this._loading--;
        }
    }

    private take(scope: Scope, page: number, rows: Rows): void {
        scope.total = rows.total;
        scope.loadedOnce = true;
        scope.error = undefined;
        scope.pages.set(page, rows.items);
        this.start = Date.parse(rows.start);
        this.end = Date.parse(rows.end);
        this.running = rows.running;
        rows.items.forEach((row, offset) => this.keepOpen(scope, page * PageSize + offset, row));
        if (scope === this.root && this._opened.size === 0) {
            this.openFirst(rows.items);
        }
    }

    private keepOpen(scope: Scope, index: number, row: Row): void {
        if (this._opened.has(row.id) && row.children > 0) {
            const place = scope.open.findIndex(one => one.branch.id === row.id);
            if (place >= 0) {
                const one = scope.open[place]!;
                one.index = index;
                one.branch.row = row;
                one.branch.total = row.children;
                scope.open.sort((a, b) => a.index - b.index);
            } else {
                scope.openBelow(index, row);
            }
        }
    }

    /** The first look shows something: small scopes are open, and a large one when it is alone. */
    private openFirst(rows: readonly Row[]): void {
        let room = 60;
        rows.forEach((row, index) => {
            if (row.children > 0 && (row.children <= room || rows.length <= 3)) {
                room -= Math.min(room, row.children);
                this.open(this.root, index);
            }
        });
    }

    private async attempt(work: () => Promise<void>, scope?: Scope): Promise<void> {
        try {
            await work();
        } catch (error) {
            if (scope) {
                scope.error = error;
            }
        }

        if (!this._closed) {
            this._changed();
        }
    }
}

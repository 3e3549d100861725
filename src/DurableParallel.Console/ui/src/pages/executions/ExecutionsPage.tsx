import { useMemo, useRef, useState } from 'preact/hooks';
import { get, url } from '../../api/client';
import { useLive } from '../../api/live';
import type { Counts, ExecutionItem, FunctionInfo } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { useKeys } from '../../app/keys';
import { executionLink, go, href, route } from '../../app/router';
import { canAct, narrow } from '../../app/state';
import { type Filter, read, write } from '../../lib/filters';
import { count, counted } from '../../lib/numbers';
import { Empty, Failed } from '../../parts/Empty';
import { type ListHandle, VirtualList } from '../../parts/VirtualList';
import { askBulk, askChosen, type Bulk } from './actions';
import { Chips } from './Chips';
import { ExecutionRow } from './ExecutionRow';
import { FilterBar } from './FilterBar';
import { askStart } from './startDialog';
import { useExecutions } from './useExecutions';
import { useWatched } from './useWatched';

/** All executions: a filter, live counts, a table of any length, and actions on many. */
export function ExecutionsPage() {
    const filter = useMemo(() => read(route.value.query), [route.value]);
    const oldest = route.value.query.get('order') === 'oldest';
    const own = write(filter).toString();
    const executions = useExecutions(`${own}${own ? '&' : ''}order=${oldest ? 'oldest' : 'newest'}`);
    const { items } = executions;
    const counts = useLoad(`counts?${own}`, signal => get<Counts>('executions/counts', write(filter), signal));
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const [cursor, setCursor] = useState(-1);
    const [shown, setShown] = useState(0);
    const list = useRef<ListHandle>(null);
    const watched = useWatched(items);
    const live = new URLSearchParams(own);
    watched.names.forEach(name => live.append('watch', name));
    useLive(url('executions/live', live), {
        counts: (data: Counts) => counts.set(() => data),
        items: ({ changed }: { changed: ExecutionItem[] }) => executions.update(changed),
    });
    const total = counts.data?.total;
    const arrived = shown > 0 && total !== undefined && total > shown ? total - shown : 0;
    if (shown === 0 && total !== undefined && !executions.loading && total !== shown) {
        setShown(total);
    }

    const change = (next: Filter, order = oldest): void => {
        setChosen(new Set());
        setCursor(-1);
        setShown(0);
        const query = write(next);
        if (order) {
            query.set('order', 'oldest');
        }

        go(href(['executions'], query), true);
    };
    const reload = (): void => {
        setChosen(new Set());
        setShown(0);
        executions.reload();
        counts.reload();
    };
    const move = (by: number): void => {
        const next = Math.max(0, Math.min(items.length - 1, cursor + by));
        setCursor(next);
        list.current?.show(next);
        list.current?.focus();
    };
    const choose = (name: string): void => {
        const next = new Set(chosen);
        if (!next.delete(name)) {
            next.add(name);
        }

        setChosen(next);
    };
    const current = items[cursor];
    useKeys('Executions', [
        { keys: 'j', text: 'Next row', run: () => move(1) },
        { keys: 'k', text: 'Row before', run: () => move(-1) },
        { keys: 'ArrowDown', text: 'Next row', run: () => move(1), hidden: true },
        { keys: 'ArrowUp', text: 'Row before', run: () => move(-1), hidden: true },
        { keys: 'Enter', text: 'Open the row', when: () => current !== undefined && document.activeElement?.role === 'grid', run: () => current && go(executionLink(current.name)) },
        { keys: 'x', text: 'Choose the row', run: () => { if (current && canAct()) { choose(current.name); } } },
        { keys: 'r', text: 'Load anew', run: reload },
        { keys: 'n', text: 'Start an execution', run: () => { if (canAct()) { void start(); } } },
    ]);
    return (
        <div class="executions page">
            <div class="page-head">
                <h1>Executions</h1>
                <span class="muted" aria-live="polite">{total === undefined ? '' : counted(total, 'execution')}</span>
                {arrived > 0 && <button type="button" class="link" onClick={reload}>Show {count(arrived)} new</button>}
                <span class="spring" />
                {canAct() && <BulkMenu filter={filter} total={total} chosen={[...chosen]} done={reload} />}
                {canAct() && <button type="button" class="primary" onClick={() => void start()}>Start…</button>}
            </div>
            <Chips filter={filter} counts={counts.data} onChange={next => change(next)} />
            <FilterBar key={own === '' ? 'all' : 'some'} filter={filter} onChange={next => change(next)} />
            {executions.error !== undefined && items.length === 0 ? <Failed error={executions.error} retry={reload} />
                : items.length === 0 && !executions.loading ? <Empty title="No execution is chosen by this filter." />
                    : (
                        <VirtualList class={executions.loading && items.length > 0 ? 'grid stale' : 'grid'} role="grid" label="Executions" count={items.length} rowHeight={narrow.value ? 66 : 32}
                            handle={list} rowCount={total === undefined ? -1 : total + 1} onRange={(from, to) => {
                                watched.range(from, to);
                                if (to > items.length - 60 && executions.more) {
                                    executions.loadMore();
                                }
                            }}
                            head={(
                                <div role="rowgroup"><div class="row head" role="row" aria-rowindex={1}>
                                    <span role="columnheader" class="c-check"><span class="hidden">Choose</span></span>
                                    <span role="columnheader" class="c-status">Status</span>
                                    <span role="columnheader" class="c-name">Name</span>
                                    <span role="columnheader" class="c-function">Function</span>
                                    <span role="columnheader" class="c-started" aria-sort={oldest ? 'ascending' : 'descending'}>
                                        <button type="button" class="sort" onClick={() => change(filter, !oldest)}>Started {oldest ? '↑' : '↓'}</button>
                                    </span>
                                    <span role="columnheader" class="c-took">Took</span>
                                    <span role="columnheader" class="c-more">State, status of its own, tags</span>
                                </div></div>
                            )}
                            row={index => {
                                const item = items[index]!;
                                return <ExecutionRow key={item.name} item={item} index={index} cursor={index === cursor} chosen={chosen.has(item.name)} choosable={canAct()}
                                    onChoose={() => choose(item.name)} />;
                            }} />
                    )}
            <p class="foot muted" aria-live="off">
                {executions.loading ? 'Loading…' : `${count(items.length)} loaded${executions.more ? ', more as you scroll' : ''}`}
            </p>
        </div>
    );
}

async function start(): Promise<void> {
    const { items } = await get<{ items: FunctionInfo[] }>('functions');
    askStart(items.map(item => item.name));
}

const kinds: readonly { kind: Bulk; text: string }[] = [{ kind: 'retry', text: 'Retry' }, { kind: 'cancel', text: 'Cancel' }, { kind: 'stop', text: 'Stop' }, { kind: 'purge', text: 'Purge' }];

function BulkMenu({ filter, total, chosen, done }: { filter: Filter; total: number | undefined; chosen: readonly string[]; done: () => void }) {
    return (
        <details class="menu">
            <summary>{chosen.length > 0 ? `With ${count(chosen.length)} chosen` : 'With all of these'}</summary>
            <div class="menu-body">
                {kinds.map(({ kind, text }) => (
                    <button key={kind} type="button" disabled={!total} onClick={event => {
                        event.currentTarget.closest('details')!.open = false;
                        if (chosen.length > 0) {
                            askChosen(kind, chosen, done);
                        } else {
                            askBulk(kind, filter, total ?? 0, done);
                        }
                    }}>{text} {chosen.length > 0 ? count(chosen.length) : total === undefined ? '' : count(total)}…</button>
                ))}
            </div>
        </details>
    );
}

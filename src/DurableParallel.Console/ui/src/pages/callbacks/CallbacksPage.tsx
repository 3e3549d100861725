import { useState } from 'preact/hooks';
import { at, get, send } from '../../api/client';
import type { OpenCallback, Page } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { executionLink, go, href, route } from '../../app/router';
import { canAct, say } from '../../app/state';
import { Empty, Failed, Loading } from '../../parts/Empty';
import { Ago } from '../../parts/Time';
import { askCallback } from './actions';

/** The callbacks that executions wait for. */
export function CallbacksPage() {
    const filter = route.value.query;
    const [after, setAfter] = useState<string>();
    const key = `callbacks?${filter.toString()}&${after ?? ''}`;
    const { data, error, reload } = useLoad(key, signal => get<Page<OpenCallback>>('callbacks', { function: filter.get('function') ?? undefined, name: filter.get('name') ?? undefined, after, limit: 200 }, signal));
    const set = (name: string, value: string): void => {
        setAfter(undefined);
        go(href(['callbacks'], { function: filter.get('function') ?? undefined, name: filter.get('name') ?? undefined, [name]: value === '' ? undefined : value }), true);
    };
    return (
        <div class="page flow">
            <div class="page-head"><h1>Callbacks</h1><span class="muted">open ones</span><span class="spring" /><button type="button" onClick={reload}>Load anew</button></div>
            <div class="filters" role="group" aria-label="Filter">
                <input type="search" aria-label="Function" placeholder="Function" value={filter.get('function') ?? ''} onChange={event => set('function', event.currentTarget.value.trim())} />
                <input type="search" aria-label="Name of the callback" placeholder="Name of the callback" value={filter.get('name') ?? ''} onChange={event => set('name', event.currentTarget.value.trim())} />
            </div>
            {!data ? (error === undefined ? <Loading /> : <Failed error={error} retry={reload} />) : data.items.length === 0 ? <Empty title="No execution waits for a callback." /> : (
                <div class="table-box" tabIndex={0} role="region" aria-label="Open callbacks"><table>
                    <thead><tr><th scope="col">Callback</th><th scope="col">Execution</th><th scope="col">Waits since</th><th scope="col">Times out</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
                    <tbody>{data.items.map(item => <CallbackRow key={item.id} item={item} done={reload} />)}</tbody>
                </table></div>
            )}
            {(after || data?.next) && <p class="actions">{after && <button type="button" onClick={() => setAfter(undefined)}>First page</button>}{data?.next && <button type="button" onClick={() => setAfter(data.next)}>Next page</button>}</p>}
        </div>
    );
}

const CallbackRow = ({ item, done }: { item: OpenCallback; done: () => void }) => (
    <tr>
        <td><strong>{item.name ?? 'callback'}</strong><p class="mono muted id" title={item.id}>{item.id}</p></td>
        <td><a href={executionLink(item.execution)}>{item.execution}</a> <span class="muted">{item.function}</span></td>
        <td><Ago at={item.since} /></td>
        <td>{item.timeout ? <Ago at={item.timeout} /> : <span class="muted">never</span>}{item.heartbeat && <p class="muted">heartbeat due <Ago at={item.heartbeat} /></p>}</td>
        <td class="right">{canAct() && <span class="actions end">
            <button type="button" onClick={() => askCallback('succeed', item.id, done)}>Succeed…</button>
            <button type="button" class="quiet-danger" onClick={() => askCallback('fail', item.id, done)}>Fail…</button>
            <button type="button" onClick={() => void send('POST', `callbacks/${at(item.id, 'heartbeat')}`).then(() => { say('Heartbeat sent.'); done(); })}>Heartbeat</button>
        </span>}</td>
    </tr>
);

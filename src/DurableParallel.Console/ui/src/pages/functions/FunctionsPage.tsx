import { get } from '../../api/client';
import type { FunctionInfo } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { href } from '../../app/router';
import { canAct } from '../../app/state';
import { Statuses, statusName } from '../../lib/filters';
import { count, short } from '../../lib/numbers';
import { Empty, Failed, Loading } from '../../parts/Empty';
import { askStart } from '../executions/startDialog';

/** The functions that are registered, and those that the journal has executions of. */
export function FunctionsPage() {
    const { data, error, reload } = useLoad('functions', signal => get<{ items: FunctionInfo[] }>('functions', undefined, signal));
    if (!data) {
        return error === undefined ? <Loading /> : <Failed error={error} retry={reload} />;
    }

    return (
        <div class="page flow">
            <div class="page-head"><h1>Functions</h1><span class="spring" /><button type="button" onClick={reload}>Load anew</button></div>
            {data.items.length === 0 ? <Empty title="There is no function yet." /> : (
                <div class="table-box" tabIndex={0} role="region" aria-label="Functions"><table>
                    <thead><tr><th scope="col">Function</th><th scope="col">Versions</th><th scope="col">Executions</th><th scope="col">Limits</th><th scope="col">Input and result</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
                    <tbody>{data.items.map(item => <FunctionRow key={item.name} item={item} />)}</tbody>
                </table></div>
            )}
        </div>
    );
}

const FunctionRow = ({ item }: { item: FunctionInfo }) => (
    <tr>
        <td><a href={href(['executions'], { function: item.name })}><strong>{item.name}</strong></a></td>
        <td>{item.versions.map(one => (
            <span key={one.version} class={`badge small ${one.registered ? 'good' : 'quiet'}`} title={one.registered ? 'Its code is here' : 'Its code is not here'}>v{one.version}{one.served ? ' served' : one.registered ? '' : ' not here'}</span>
        ))}</td>
        <td class="links">{Statuses.filter(status => item.counts[status]).map(status => (
            <a key={status} href={href(['executions'], { function: item.name, status })} title={count(item.counts[status]!)}>{short(item.counts[status]!)} {statusName(status).toLowerCase()}</a>
        ))}</td>
        <td class="muted">{limitsOf(item) || '–'}</td>
        <td class="mono muted">{item.input || item.output ? `${item.input ?? '–'} → ${item.output ?? '–'}` : '–'}</td>
        <td class="right">{canAct() && item.versions.some(one => one.registered) && <button type="button" onClick={() => askStart([item.name], item.name)}>Start…</button>}</td>
    </tr>
);

const limitsOf = ({ limits }: FunctionInfo): string => (!limits ? '' : [
    limits.maxConcurrentExecutions === undefined ? '' : `${count(limits.maxConcurrentExecutions)} at once`, limits.rate ?? '', limits.hasKeys ? 'by key' : '',
].filter(Boolean).join(' · '));

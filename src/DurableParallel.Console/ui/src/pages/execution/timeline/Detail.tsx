import { at, get, send } from '../../../api/client';
import type { ExecutionDetail, OperationDetail, Page } from '../../../api/types';
import { useLoad } from '../../../api/useLoad';
import { executionLink, href } from '../../../app/router';
import { canAct } from '../../../app/state';
import { count } from '../../../lib/numbers';
import { duration } from '../../../lib/time';
import { Badge } from '../../../parts/Badge';
import { Failed, Loading } from '../../../parts/Empty';
import { ErrorPanel } from '../../../parts/ErrorPanel';
import { Payload } from '../../../parts/Payload';
import { Ago, Time, Took } from '../../../parts/Time';
import { askCallback } from '../../callbacks/actions';
import { askFork } from '../actions';
import { nameOf, rulesText } from './texts';

interface Props {
    execution: ExecutionDetail;
    id: string;
    /** Grows when something happened in the execution. */
    turn: number;
    onClose: () => void;
    onGo: (id: string) => void;
    onChange: () => void;
}

/** One operation: payloads, errors, attempts, why it waits, and what can be done. */
export function Detail({ execution, id, turn, onClose, onGo, onChange }: Props) {
    const { data, error, reload } = useLoad(`${execution.name}/${id}/${turn}`, signal => get<OperationDetail>(`executions/${at(execution.name, 'operations', id)}`, undefined, signal));
    if (!data) {
        return <aside class="detail" aria-label="Operation">{error === undefined ? <Loading /> : <><button type="button" class="icon" aria-label="Close" onClick={onClose}>✕</button><Failed error={error} retry={reload} /></>}</aside>;
    }

    return (
        <aside class="detail" aria-label={`Operation ${nameOf(data)}`}>
            <header>
                <h2>{nameOf(data)}</h2>
                <button type="button" class="icon" aria-label="Close" onClick={onClose}>✕</button>
            </header>
            {data.ancestors.length > 0 && (
                <p class="crumbs">{data.ancestors.map(one => <button key={one.id} type="button" class="link" onClick={() => onGo(one.id)}>{one.name ?? one.id.slice(0, 8)}</button>)}</p>
            )}
            <p class="facts"><Badge status={data.status} /> <span>{data.subType ?? data.type}</span> <Took from={data.started} to={data.ended} />{data.left && <span class="badge quiet small">Left behind</span>}</p>
            {data.why && <p class="why">{data.why}</p>}
            <dl class="facts-list">
                <div><dt>Started</dt><dd><Time at={data.started} /></dd></div>
                <div><dt>Ended</dt><dd><Time at={data.ended} /></dd></div>
                {data.due && !data.ended && <div><dt>Due</dt><dd><Ago at={data.due} /></dd></div>}
                {data.children > 0 && <div><dt>Below</dt><dd>{count(data.children)}{data.failedBelow > 0 ? `, ${count(data.failedBelow)} failed` : ''}</dd></div>}
                {data.scope && <div><dt>Rules</dt><dd>{rulesText(data.scope)}</dd></div>}
                {data.invoked && <div><dt>Invokes</dt><dd><a href={executionLink(data.invoked)}>{data.invoked}</a></dd></div>}
                {data.callbackId && <div><dt>Callback</dt><dd class="mono">{data.callbackId}</dd></div>}
                <div><dt>Path</dt><dd class="mono">{data.path}</dd></div>
            </dl>
            <p class="actions">
                {data.scope && data.ended && <a class="button" href={href(['executions', execution.name, 'whatif', data.id])}>What if…</a>}
                {canAct() && data.callbackId && !data.ended && <>
                    <button type="button" onClick={() => askCallback('succeed', data.callbackId!, onChange)}>Succeed…</button>
                    <button type="button" onClick={() => askCallback('fail', data.callbackId!, onChange)}>Fail…</button>
                    <button type="button" onClick={() => void send('POST', `callbacks/${at(data.callbackId!, 'heartbeat')}`).then(onChange)}>Heartbeat</button>
                </>}
                {execution.actions.includes('fork') && canAct() && <button type="button" onClick={() => askFork(execution, data.path)}>Fork before this…</button>}
            </p>
            <ErrorPanel error={data.errorFull ?? data.error} />
            {data.attemptList.length > 0 && (data.attemptList.length > 1 || data.attemptList[0]!.error) && <Attempts detail={data} />}
            <Payload title="Input" value={data.input} />
            <Payload title="Result" value={data.payload} />
            {data.scope && <NotStarted execution={execution.name} id={data.id} />}
        </aside>
    );
}

const Attempts = ({ detail }: { detail: OperationDetail }) => (
    <section aria-label="Attempts">
        <h3>Attempts</h3>
        <ol class="attempts">
            {detail.attemptList.map(attempt => (
                <li key={attempt.attempt}>
                    <span class="number">{attempt.attempt}</span>
                    <div>
                        <Time at={attempt.started} /> <span class="muted">{attempt.ended ? duration(Date.parse(attempt.ended) - Date.parse(attempt.started)) : 'running'}</span>
                        {attempt.nextAt && <span class="muted"> · next <Ago at={attempt.nextAt} /></span>}
                        <ErrorPanel error={attempt.error} />
                    </div>
                </li>
            ))}
        </ol>
    </section>
);

function NotStarted({ execution, id }: { execution: string; id: string }) {
    const { data } = useLoad(`${execution}/${id}/waiting`, signal =>
        get<Page<{ id?: string; name?: string; index: number; why: string }>>(`executions/${at(execution, 'scopes', id, 'waiting')}`, { offset: 0, limit: 100 }, signal));
    return !data || data.items.length === 0 ? null : (
        <section aria-label="Branches that have not started">
            <h3>Not started</h3>
            <ol class="waiting">
                {data.items.map(item => <li key={item.index}><strong>{item.name ?? `#${item.index}`}</strong> <span>{item.why}</span></li>)}
            </ol>
            {data.next && <p class="muted">and more</p>}
        </section>
    );
}

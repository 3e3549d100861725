import type { ExecutionDetail } from '../../api/types';
import { executionLink } from '../../app/router';
import { canAct } from '../../app/state';
import { Badge } from '../../parts/Badge';
import { ErrorPanel } from '../../parts/ErrorPanel';
import { Payload } from '../../parts/Payload';
import { Ago, Time, Took } from '../../parts/Time';
import { askCallback } from '../callbacks/actions';

const invocationNames = { begin: 'Began', restart: 'Restarted after its process ended', resume: 'Resumed', retry: 'Retried' } as const;

/** What belongs to an execution beside its operations. */
export function MoreTab({ detail, onChange }: { detail: ExecutionDetail; onChange: () => void }) {
    return (
        <div class="more scroll" tabIndex={0} role="region" aria-label="Runs, events, callbacks">
            {detail.callbacks.length > 0 && <section><h2>Open callbacks</h2><ul class="cards">{detail.callbacks.map(callback => (
                <li key={callback.id}><strong>{callback.name ?? 'callback'}</strong> <span class="muted">since <Ago at={callback.since} /></span>{callback.timeout && <span class="muted"> · times out <Ago at={callback.timeout} /></span>}
                    <p class="mono">{callback.id}</p>
                    {canAct() && <p class="actions"><button type="button" onClick={() => askCallback('succeed', callback.id, onChange)}>Succeed…</button> <button type="button" onClick={() => askCallback('fail', callback.id, onChange)}>Fail…</button></p>}</li>
            ))}</ul></section>}
            {detail.eventWaits.length > 0 && <section><h2>Waits for events</h2><ul class="cards">{detail.eventWaits.map(wait => (
                <li key={wait.name}><strong>{wait.name}</strong> <span class="muted">since <Ago at={wait.since} /></span>{wait.timeout && <span class="muted"> · until <Ago at={wait.timeout} /></span>}</li>
            ))}</ul></section>}
            {detail.unreadEvents.length > 0 && <section><h2>Events that were not read yet</h2><ul class="cards">{detail.unreadEvents.map((event, index) => (
                <li key={index}><strong>{event.name}</strong> <span class="muted">raised <Ago at={event.raised} />{event.eventId ? ` · ${event.eventId}` : ''}</span><Payload title="Payload" value={event.payload} /></li>
            ))}</ul></section>}
            {detail.invocations.length > 0 && <section><h2>Invocations</h2><ul class="cards">{detail.invocations.map((one, index) => (
                <li key={index}><Time at={one.started} /> <strong>{invocationNames[one.kind] ?? one.kind}</strong> {one.ended && <Took from={one.started} to={one.ended} />} {one.requestId && <span class="mono muted">{one.requestId}</span>}<ErrorPanel error={one.error} /></li>
            ))}</ul></section>}
            {detail.runs.length > 1 && <section><h2>Runs</h2><ul class="cards">{detail.runs.map(run => (
                <li key={run.run}>Run {run.run} <Badge status={run.status} /> <Time at={run.started} /> {run.started && <Took from={run.started} to={run.ended} />}</li>
            ))}</ul></section>}
            {detail.invokes.length > 0 && <section><h2>Invokes</h2><ul class="cards">{detail.invokes.map(name => <li key={name}><a href={executionLink(name)}>{name}</a></li>)}</ul></section>}
        </div>
    );
}

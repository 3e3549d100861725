import { useEffect, useRef, useState } from 'preact/hooks';
import { at, get, reason, url } from '../../api/client';
import { useLive } from '../../api/live';
import type { ExecutionDetail, HistoryEvent, Page } from '../../api/types';
import { executionLink } from '../../app/router';
import { Dialog } from '../../parts/Dialog';
import { ErrorPanel } from '../../parts/ErrorPanel';
import { Payload } from '../../parts/Payload';
import { Time } from '../../parts/Time';
import { VirtualList } from '../../parts/VirtualList';

/** The events as they were recorded, page after page, and live at the end. */
export function HistoryTab({ detail }: { detail: ExecutionDetail }) {
    const [events, setEvents] = useState<readonly HistoryEvent[]>([]);
    const [next, setNext] = useState<string | undefined>('0');
    const [error, setError] = useState<string>();
    const [open, setOpen] = useState<HistoryEvent>();
    const busy = useRef(false);
    const load = async (after: string | undefined): Promise<void> => {
        busy.current = true;
        try {
            const page = await get<Page<HistoryEvent>>(`executions/${at(detail.name)}/history`, { after, limit: 500 });
            setEvents(old => merged(old, page.items));
            setNext(page.next);
        } catch (failure) {
            setError(reason(failure));
        } finally {
            busy.current = false;
        }
    };
    useEffect(() => void load(undefined), [detail.name]);
    const complete = next === undefined && detail.ended === undefined;
    const last = useRef<number>(0);
    if (!complete) {
        last.current = events.at(-1)?.id ?? 0;
    }

    useLive(complete ? url(`executions/${at(detail.name)}/history/stream`, { after: last.current }) : undefined, {
        history: (data: HistoryEvent[]) => setEvents(old => merged(old, data)),
    });
    if (error) {
        return <p class="empty" role="alert">{error}</p>;
    }

    return (
        <>
            <VirtualList class="grid history" role="table" label="History" count={events.length} rowHeight={28}
                onRange={(_, to) => { if (to > events.length - 50 && next !== undefined && next !== '0' && !busy.current) { void load(next); } }}
                head={<div role="rowgroup"><div class="row head" role="row">{['#', 'Time', 'Event', 'Operation', 'Payload or error'].map(text => <span key={text} role="columnheader">{text}</span>)}</div></div>}
                row={index => {
                    const event = events[index]!;
                    return (
                        <div key={event.id} class="row" role="row" aria-rowindex={index + 2}>
                            <span role="cell" class="number muted">{event.id}</span>
                            <span role="cell"><Time at={event.time} /></span>
                            <span role="cell"><button type="button" class="link" onClick={() => setOpen(event)}>{event.type}</button></span>
                            <span role="cell">{event.operation ? <a href={executionLink(detail.name, { op: event.operation })}>{event.name ?? event.path ?? event.operation}</a> : ''}</span>
                            <span role="cell" class={event.error ? 'bad-text' : 'mono muted'}>{event.error ? `${event.error.type ?? 'Error'}: ${event.error.message ?? ''}` : event.payload?.text ?? details(event)}</span>
                        </div>
                    );
                }} />
            {open && (
                <Dialog title={`${open.id} ${open.type}`} wide onClose={() => setOpen(undefined)}>
                    <dl class="facts-list">
                        <div><dt>Time</dt><dd><Time at={open.time} /></dd></div>
                        {open.path && <div><dt>Path</dt><dd class="mono">{open.path}</dd></div>}
                        {Object.entries(open.details ?? {}).map(([key, value]) => <div key={key}><dt>{key}</dt><dd>{String(value)}</dd></div>)}
                    </dl>
                    <Payload title="Payload" value={open.payload} />
                    <ErrorPanel error={open.error} />
                </Dialog>
            )}
        </>
    );
}

const details = (event: HistoryEvent): string => Object.entries(event.details ?? {}).map(([key, value]) => `${key} ${value}`).join(', ');

function merged(old: readonly HistoryEvent[], more: readonly HistoryEvent[]): readonly HistoryEvent[] {
    const last = old.at(-1)?.id ?? -1;
    return [...old, ...more.filter(event => event.id > last)];
}

import { at, get, send } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { executionLink, href } from '../../app/router';
import { canAct } from '../../app/state';
import { duration } from '../../lib/time';
import { ask } from '../../parts/ask';
import { Empty, Failed, Loading } from '../../parts/Empty';
import { Ago } from '../../parts/Time';
import { askSchedule } from './askSchedule';

/** What starts by the clock. */
export function SchedulesPage() {
    const { data, error, reload } = useLoad('schedules', signal => get<{ items: Schedule[] }>('schedules', undefined, signal));
    if (!data) {
        return error === undefined ? <Loading /> : <Failed error={error} retry={reload} />;
    }

    return (
        <div class="page flow">
            <div class="page-head"><h1>Schedules</h1><span class="spring" />{canAct() && <button type="button" class="primary" onClick={() => askSchedule(undefined, reload)}>New schedule…</button>}</div>
            {data.items.length === 0 ? <Empty title="There is no schedule yet." /> : (
                <div class="table-box" tabIndex={0} role="region" aria-label="Schedules"><table>
                    <thead><tr><th scope="col">Schedule</th><th scope="col">Starts</th><th scope="col">When</th><th scope="col">Next</th><th scope="col">Last</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
                    <tbody>{data.items.map(item => <ScheduleRow key={item.name} item={item} done={reload} />)}</tbody>
                </table></div>
            )}
        </div>
    );
}

function ScheduleRow({ item, done }: { item: Schedule; done: () => void }) {
    const act = (title: string, text: string, verb: string, run: () => Promise<unknown>, danger = false): void =>
        ask({ title, text, verb, danger, run: async () => { await run(); done(); return `${title}: done.`; } });
    const path = `schedules/${at(item.name)}`;
    return (
        <tr>
            <td><strong>{item.name}</strong> {item.paused && <span class="badge small warn">Paused</span>} {item.declared && <span class="badge small quiet">In code</span>}{item.lastError && <p class="bad-text">{item.lastError}</p>}</td>
            <td><a href={href(['executions'], { function: item.function })}>{item.function}</a></td>
            <td><span class="mono">{item.cron ?? (item.intervalMs === undefined ? '' : `every ${duration(item.intervalMs)}`)}</span> <span class="muted">{[item.timeZone, item.overlap, item.jitterMs ? `± ${duration(item.jitterMs)}` : ''].filter(Boolean).join(' · ')}</span></td>
            <td>{item.paused || !item.next[0] ? '–' : <details class="next"><summary><Ago at={item.next[0]} /></summary><ul>{item.next.slice(1).map(next => <li key={next}><Ago at={next} /></li>)}</ul></details>}</td>
            <td>{item.last ? <a href={executionLink(item.last.execution)}>{item.last.at ? <Ago at={item.last.at} /> : item.last.execution}</a> : <span class="muted">never</span>}</td>
            <td class="right">{canAct() && <span class="actions end">
                <button type="button" onClick={() => act(`Trigger ${item.name}`, 'One execution starts now, beside the usual times.', 'Start one now', () => send('POST', `${path}/trigger`))}>Trigger…</button>
                <button type="button" onClick={() => void send('POST', `${path}/${item.paused ? 'resume' : 'pause'}`).then(done)}>{item.paused ? 'Resume' : 'Pause'}</button>
                <button type="button" onClick={() => askSchedule(item, done)}>Edit…</button>
                <button type="button" class="quiet-danger" onClick={() => act(`Delete ${item.name}`, 'What it started goes on; nothing more is started.', 'Delete', () => send('DELETE', path), true)}>Delete…</button>
            </span>}</td>
        </tr>
    );
}

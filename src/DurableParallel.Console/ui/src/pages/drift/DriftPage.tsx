import { get } from '../../api/client';
import type { Blocked, Page } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { executionLink, route } from '../../app/router';
import { canAct } from '../../app/state';
import { counted } from '../../lib/numbers';
import { Empty, Failed, Loading } from '../../parts/Empty';
import { Ago } from '../../parts/Time';
import { askAction, askFork } from '../execution/actions';

/** Executions that are blocked because their code asks for something else than what is stored. */
export function DriftPage() {
    const { data, error, reload } = useLoad('blocked', signal => get<Page<Blocked>>('blocked', undefined, signal));
    if (!data) {
        return error === undefined ? <Loading /> : <Failed error={error} retry={reload} />;
    }

    const name = route.value.query.get('name');
    const items = name ? data.items.filter(item => item.name === name) : data.items;
    return (
        <div class="page flow drift">
            <div class="page-head"><h1>Drift desk</h1><span class="muted">{counted(items.length, 'blocked execution')}</span>{name && <a href="#/drift">Show all</a>}<span class="spring" /><button type="button" onClick={reload}>Load anew</button></div>
            {items.length === 0 ? <Empty title="No execution is blocked."><p>When code asks for another operation than the one that is stored, its execution waits here.</p></Empty>
                : items.map(item => <Case key={item.name} item={item} done={reload} />)}
        </div>
    );
}

const wayNames: Record<string, string> = { deploy: 'Deploy the old version', fork: 'Fork before that operation', stop: 'Stop' };

function Case({ item, done }: { item: Blocked; done: () => void }) {
    return (
        <article class="case">
            <header>
                <h2><a href={executionLink(item.name, item.stored ? { op: item.stored.operation } : undefined)}>{item.name}</a></h2>
                <span class="muted">{item.function} version {item.version} · {words(item.reason)}{item.since && <> · blocked <Ago at={item.since} /></>}</span>
            </header>
            <p class="cause">{item.cause}</p>
            {(item.stored || item.asked) && (
                <div class="sides">
                    <Side title="Stored in the journal" value={item.stored} other={item.asked} />
                    <Side title="Asked for by the code" value={item.asked} other={item.stored} />
                </div>
            )}
            <details><summary>The engine's message</summary><p class="message">{item.message}</p></details>
            <ol class="ways">
                {item.ways.map((way, index) => (
                    <li key={way.kind}>
                        <span class="way-number">{index + 1}</span>
                        <div><strong>{wayNames[way.kind] ?? way.kind}</strong><p>{way.text}</p></div>
                        {canAct() && way.kind === 'fork' && <button type="button" onClick={() => askFork(item, way.at)}>Fork…</button>}
                        {canAct() && way.kind === 'stop' && <button type="button" class="quiet-danger" onClick={() => askAction('stop', item, done)}>Stop…</button>}
                        {canAct() && way.kind === 'deploy' && <button type="button" onClick={() => askAction('unblock', item, done)}>Deployed: unblock…</button>}
                    </li>
                ))}
            </ol>
        </article>
    );
}

const fields = ['type', 'subType', 'name', 'path'] as const;
const fieldNames = { type: 'Type', subType: 'Kind', name: 'Name', path: 'Path' } as const;

function Side({ title, value, other }: { title: string; value: Blocked['stored']; other: Blocked['stored'] }) {
    return (
        <section aria-label={title}>
            <h3>{title}</h3>
            {value ? (
                <dl>{fields.filter(field => value[field] !== undefined || other?.[field] !== undefined).map(field => (
                    <div key={field} class={value[field] === other?.[field] ? undefined : 'differs'}><dt>{fieldNames[field]}</dt><dd>{value[field] ?? '–'}{value[field] !== other?.[field] && <span class="hidden"> (differs)</span>}</dd></div>
                ))}</dl>
            ) : <p class="muted">Nothing.</p>}
        </section>
    );
}

/** "OperationMismatch" as "operation mismatch". */
const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

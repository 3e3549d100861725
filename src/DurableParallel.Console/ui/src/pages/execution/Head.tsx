import type { ExecutionDetail } from '../../api/types';
import { executionLink, href } from '../../app/router';
import { canAct, say } from '../../app/state';
import { Badge, StateBadge } from '../../parts/Badge';
import { Ago, Time, Took } from '../../parts/Time';
import { tagsOf } from '../executions/actions';
import { actionNames, askAction } from './actions';

/** What an execution is, in a few lines, and what can be done with it. */
export function Head({ detail, onChange }: { detail: ExecutionDetail; onChange: () => void }) {
    return (
        <header class="head">
            <div class="head-line">
                <Badge status={detail.status} />
                <h1 title={detail.name}>{detail.name}</h1>
                {detail.states.map(state => (state === 'Blocked' ? <a key={state} href={href(['drift'], { name: detail.name })}><StateBadge state={state} /></a> : <StateBadge key={state} state={state} />))}
                <span class="spring" />
                {canAct() && detail.actions.length > 0 && (
                    <div class="head-actions">{detail.actions.map(action => (
                        <button key={action} type="button" class={action === 'stop' || action === 'purge' ? 'quiet-danger' : undefined} onClick={() => askAction(action, detail, onChange)}>{actionNames[action] ?? action}</button>
                    ))}</div>
                )}
            </div>
            <dl class="head-facts">
                <div><dt>Function</dt><dd><a href={href(['executions'], { function: detail.function })}>{detail.function}</a> <span class="muted">version {detail.version}</span></dd></div>
                <div><dt>Started</dt><dd><Time at={detail.started} /></dd></div>
                {detail.ended && <div><dt>Ended</dt><dd><Time at={detail.ended} /></dd></div>}
                <div><dt>{detail.ended ? 'Took' : 'Runs for'}</dt><dd><Took from={detail.started} to={detail.ended} /></dd></div>
                {(detail.run > 1 || detail.runs.length > 1) && <div><dt>Run</dt><dd>{detail.run}</dd></div>}
                {detail.invocations.length > 0 && <div><dt>Invocations</dt><dd>{detail.invocations.length}</dd></div>}
                {detail.waiting && <div><dt>Waits</dt><dd>{detail.waiting.reason}{detail.waiting.until && <> <Ago at={detail.waiting.until} /></>}</dd></div>}
                {detail.customStatus?.text && <div><dt>Its status</dt><dd>{detail.customStatus.text}</dd></div>}
                {detail.invokedBy && <div><dt>Invoked by</dt><dd><a href={executionLink(detail.invokedBy)}>{detail.invokedBy}</a></dd></div>}
                {detail.forkedFrom && <div><dt>Forked from</dt><dd><a href={executionLink(detail.forkedFrom)}>{detail.forkedFrom}</a></dd></div>}
                {detail.invokes.length > 0 && <div><dt>Invokes</dt><dd class="links">{detail.invokes.slice(0, 3).map(name => <a key={name} href={executionLink(name)}>{name}</a>)}{detail.invokes.length > 3 && <a href={executionLink(detail.name, { tab: 'more' })}>{detail.invokes.length - 3} more</a>}</dd></div>}
                {tagsOf(detail).length > 0 && <div><dt>Tags</dt><dd>{tagsOf(detail).map(tag => <a key={tag} class="tag" href={href(['executions'], { tag })}>{tag}</a>)}</dd></div>}
                {detail.tenant && <div><dt>Tenant</dt><dd><a href={href(['executions'], { tenant: detail.tenant })}>{detail.tenant}</a></dd></div>}
                <div><dt>ARN</dt><dd><button type="button" class="link" onClick={() => void navigator.clipboard?.writeText(detail.arn).then(() => say('ARN copied.'), () => say('The browser does not allow copying here.', 'failed'))}>Copy</button></dd></div>
            </dl>
        </header>
    );
}

import type { ExecutionItem } from '../../api/types';
import { executionLink } from '../../app/router';
import { count } from '../../lib/numbers';
import { Badge, StateBadge } from '../../parts/Badge';
import { Ago, Time, Took } from '../../parts/Time';
import { tagsOf } from './actions';

interface Props {
    item: ExecutionItem;
    index: number;
    cursor: boolean;
    chosen: boolean;
    choosable: boolean;
    onChoose: () => void;
}

/** One execution as a row of the table. */
export function ExecutionRow({ item, index, cursor, chosen, choosable, onChoose }: Props) {
    return (
        <div class={cursor ? 'row cursor' : 'row'} role="row" aria-rowindex={index + 2} aria-selected={chosen} id={`row-${index}`}>
            <span role="gridcell" class="c-check">
                {choosable && <input type="checkbox" aria-label={`Choose ${item.name}`} checked={chosen} onChange={onChoose} />}
            </span>
            <span role="gridcell" class="c-status"><Badge status={item.status} /></span>
            <span role="gridcell" class="c-name"><a href={executionLink(item.name)} title={item.name}>{item.name}</a></span>
            <span role="gridcell" class="c-function" title={item.function}>{item.function} <span class="muted">v{item.version}{item.run > 1 ? ` · run ${item.run}` : ''}</span></span>
            <span role="gridcell" class="c-started"><Time at={item.started} /></span>
            <span role="gridcell" class="c-took"><Took from={item.started} to={item.ended} /></span>
            <span role="gridcell" class="c-more">
                {item.states.map(state => <StateBadge key={state} state={state} />)}
                {item.waiting && (
                    <span class="muted" title={item.waiting.reason}>
                        {item.waiting.reason}{item.waiting.until && <> <Ago at={item.waiting.until} /></>}{item.waiting.ahead !== undefined && `, ${count(item.waiting.ahead)} ahead`}
                    </span>
                )}
                {item.customStatus?.text && <span class="custom" title={item.customStatus.text}>{item.customStatus.text}</span>}
                {tagsOf(item).map(tag => <span key={tag} class="tag" title={tag}>{tag}</span>)}
                {item.tenant && <span class="tag">{item.tenant}</span>}
            </span>
        </div>
    );
}

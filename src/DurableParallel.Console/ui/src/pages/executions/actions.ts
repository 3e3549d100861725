import { at, send } from '../../api/client';
import type { ExecutionItem } from '../../api/types';
import { type Filter, words, write } from '../../lib/filters';
import { counted } from '../../lib/numbers';
import { ask } from '../../parts/ask';

export type Bulk = 'stop' | 'cancel' | 'retry' | 'purge';

const verbs: Record<Bulk, { verb: string; done: string; text: string }> = {
    stop: { verb: 'Stop', done: 'stopped', text: 'They end at once; what they began is not undone.' },
    cancel: { verb: 'Cancel', done: 'asked to cancel', text: 'They may undo what they did, and then end.' },
    retry: { verb: 'Retry', done: 'retried', text: 'Those that failed go on where they failed.' },
    purge: { verb: 'Purge', done: 'purged', text: 'Their histories are deleted for good.' },
};

/** Asks to act on all executions that the filter chooses; the person types how many there are. */
export function askBulk(kind: Bulk, filter: Filter, total: number, done: () => void): void {
    const { verb, done: past, text } = verbs[kind];
    ask({
        title: `${verb} ${counted(total, 'execution')}`,
        text: `This acts on ${words(filter)}. ${text}`,
        verb: `${verb} ${counted(total, 'execution')}`,
        danger: kind !== 'retry',
        fields: [
            { key: 'count', label: `Type ${total} to confirm`, required: true, confirm: String(total) },
            ...(kind === 'cancel' || kind === 'stop' ? [{ key: 'reason', label: 'Reason (optional)' }] : []),
        ],
        run: async values => {
            const body = { expected: total, ...(values['reason'] ? { reason: values['reason'] } : {}) };
            const { count } = await send<{ count: number }>('POST', `executions/bulk/${kind}`, body, write(filter));
            done();
            return `${counted(count, 'execution')} ${past}.`;
        },
    });
}

/** Asks to act on the executions that were ticked, one request each. */
export function askChosen(kind: Bulk, chosen: readonly string[], done: () => void): void {
    const { verb, done: past, text } = verbs[kind];
    ask({
        title: `${verb} ${counted(chosen.length, 'chosen execution')}`,
        text: `${chosen.slice(0, 5).join(', ')}${chosen.length > 5 ? ` and ${chosen.length - 5} more` : ''}. ${text}`,
        verb,
        danger: kind !== 'retry',
        fields: chosen.length > 1 ? [{ key: 'count', label: `Type ${chosen.length} to confirm`, required: true, confirm: String(chosen.length) }] : [],
        run: async () => {
            let count = 0;
            let refused = '';
            for (const name of chosen) {
                try {
                    await (kind === 'purge' ? send('DELETE', `executions/${at(name)}`) : send('POST', `executions/${at(name, kind)}`));
                    count++;
                } catch (error) {
                    refused ||= ` ${name}: ${error instanceof Error ? error.message : String(error)}`;
                }
            }

            done();
            return `${counted(count, 'execution')} ${past}.${refused}`;
        },
    });
}

export const tagsOf = (item: ExecutionItem): string[] => Object.entries(item.tags ?? {}).map(([key, value]) => `${key}=${value}`);

import { at, send } from '../../api/client';
import type { Action, ExecutionDetail } from '../../api/types';
import { executionLink, go, href } from '../../app/router';
import { ask } from '../../parts/ask';

/** Asks to run an execution again from before an operation, under another name. */
export function askFork(execution: Pick<ExecutionDetail, 'name'>, before = ''): void {
    ask({
        title: 'Fork',
        text: `A new execution keeps what ${execution.name} had done before the operation, and goes on from there.`,
        verb: 'Fork',
        fields: [
            { key: 'at', label: 'Before the operation (path or id)', value: before, required: true },
            { key: 'name', label: 'Name of the new execution', value: `${execution.name}-fork`, required: true },
            { key: 'input', label: 'Another input (optional)', kind: 'area' },
        ],
        run: async values => {
            const { name } = await send<{ name: string }>('POST', `executions/${at(execution.name, 'fork')}`,
                { at: values['at'], name: values['name'], ...(values['input'] ? { input: values['input'] } : {}) });
            go(executionLink(name));
            return `${name} forked.`;
        },
    });
}

export const actionNames: Record<Action, string> = { retry: 'Retry', fork: 'Fork…', raise: 'Raise an event…', unblock: 'Unblock', cancel: 'Cancel…', stop: 'Stop…', purge: 'Purge…' };

/** Asks for what an action on one execution needs, and does it. */
export function askAction(action: Action, execution: Pick<ExecutionDetail, 'name'>, done: () => void): void {
    const { name } = execution;
    const post = async (path: string, body: unknown, text: string): Promise<string> => {
        await send('POST', path, body);
        done();
        return text;
    };
    switch (action) {
        case 'fork':
            askFork(execution);
            break;
        case 'retry':
            ask({ title: `Retry ${name}`, text: 'It goes on where it failed; what had succeeded is kept.', verb: 'Retry', run: () => post(`executions/${at(name, 'retry')}`, {}, `${name} goes on.`) });
            break;
        case 'unblock':
            ask({ title: `Unblock ${name}`, text: 'It is replayed with the code that is there now.', verb: 'Unblock', run: () => post(`executions/${at(name, 'unblock')}`, {}, `${name} is tried again.`) });
            break;
        case 'cancel':
            ask({
                title: `Cancel ${name}`, text: 'Its code is asked to end, and may undo what it did.', verb: 'Cancel it', danger: true, fields: [{ key: 'reason', label: 'Reason (optional)' }],
                run: values => post(`executions/${at(name, 'cancel')}`, values['reason'] ? { reason: values['reason'] } : {}, `${name} was asked to cancel.`),
            });
            break;
        case 'stop':
            ask({
                title: `Stop ${name}`, text: 'It ends at once; what it began is not undone.', verb: 'Stop it', danger: true,
                fields: [{ key: 'type', label: 'Error type (optional)' }, { key: 'message', label: 'Error message (optional)' }],
                run: values => post(`executions/${at(name, 'stop')}`, errorOf(values), `${name} stopped.`),
            });
            break;
        case 'raise':
            ask({
                title: `Raise an event for ${name}`, text: 'The first wait for an event of this name gets it, now or later.', verb: 'Raise',
                fields: [{ key: 'event', label: 'Event', required: true }, { key: 'payload', label: 'Payload', kind: 'area' }, { key: 'eventId', label: 'Event id (optional)', hint: 'The same id is taken once.' }],
                run: values => post(`executions/${at(name, 'events', values['event']!)}`,
                    { ...(values['payload'] ? { payload: values['payload'] } : {}), ...(values['eventId'] ? { eventId: values['eventId'] } : {}) }, `${values['event']} raised.`),
            });
            break;
        case 'purge':
            ask({
                title: `Purge ${name}`, text: 'Its history is deleted for good.', verb: 'Purge it', danger: true,
                run: async () => {
                    await send('DELETE', `executions/${at(name)}`);
                    go(href(['executions']));
                    return `${name} purged.`;
                },
            });
            break;
    }
}

const errorOf = (values: Record<string, string>): object => (values['type'] || values['message']
    ? { error: { ...(values['type'] ? { type: values['type'] } : {}), ...(values['message'] ? { message: values['message'] } : {}) } } : {});

import { at, send } from '../../api/client';
import { ask } from '../../parts/ask';

/** Asks for the result or the error of an open callback, and sends it. */
export function askCallback(kind: 'succeed' | 'fail', id: string, done: () => void): void {
    ask(kind === 'succeed'
        ? {
            title: 'Succeed a callback', text: 'The execution goes on with this result.', verb: 'Succeed', fields: [{ key: 'payload', label: 'Result', kind: 'area', hint: 'JSON, as the function reads it' }],
            run: async values => {
                await send('POST', `callbacks/${at(id, 'succeed')}`, values['payload'] ? { payload: values['payload'] } : {});
                done();
                return 'The callback succeeded.';
            },
        }
        : {
            title: 'Fail a callback', text: 'The wait in the execution fails with this error.', verb: 'Fail', danger: true,
            fields: [{ key: 'type', label: 'Error type (optional)' }, { key: 'message', label: 'Message', required: true }],
            run: async values => {
                await send('POST', `callbacks/${at(id, 'fail')}`, { message: values['message'], ...(values['type'] ? { type: values['type'] } : {}) });
                done();
                return 'The callback failed.';
            },
        });
}

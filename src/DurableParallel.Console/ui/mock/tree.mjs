// Makes operations with times: a small simulation, so that strips and bars agree.

let ids = 0;
const hex = () => (++ids).toString(16).padStart(8, '0') + 'c0ffee00';

export function node(name, type, more = {}) {
    return { id: hex(), name, type, status: 'Succeeded', attempts: 1, children: [], segments: [], markers: [], ...more };
}

/** Each maker takes the time at which it begins and gives a node with from and to (ms). */
export const step = (name, took, more = {}) => from => {
    const { fails = 0, delay = 2000, error, pending } = more;
    const made = node(name, 'Step', { from, attempts: fails + 1, payload: more.payload ?? JSON.stringify({ ok: true, name }) });
    let at = from;
    made.attemptList = [];
    for (let attempt = 1; attempt <= fails; attempt++) {
        made.segments.push({ kind: 'running', from: at, to: at + took, attempt, maxAttempts: 6 });
        made.attemptList.push({ attempt, from: at, to: at + took, error: { type: 'TimeoutException', message: `The bank did not answer within ${took} ms.` }, next: at + took + delay * attempt });
        at += took;
        made.segments.push({ kind: 'retryDelay', from: at, to: at + delay * attempt, attempt, maxAttempts: 6 });
        at += delay * attempt;
    }

    if (pending) {
        made.status = 'Pending';
        made.to = undefined;
        made.due = at;
        made.attempts = fails;
        return made;
    }

    made.segments.push({ kind: 'running', from: at, to: at + took, attempt: fails + 1, maxAttempts: 6 });
    made.attemptList.push({ attempt: fails + 1, from: at, to: at + took, ...(error ? { error } : {}) });
    made.to = at + took;
    if (error) {
        made.status = 'Failed';
        made.error = error;
    }

    return made;
};

export const wait = (name, took) => from => node(name, 'Wait', { from, to: from + took, segments: [{ kind: 'waiting', from, to: from + took }] });

export const callback = (name, took, more = {}) => from => node(name, 'Callback', {
    from, to: took === undefined ? undefined : from + took, status: took === undefined ? 'Started' : 'Succeeded', callbackId: `cb-${name}-${hex()}`, due: from + 3_600_000,
    segments: [{ kind: 'waiting', from, ...(took === undefined ? {} : { to: from + took }) }],
    markers: [...(more.heartbeats ?? []).map(at => ({ kind: 'heartbeat', at: from + at })), ...(took === undefined ? [] : [{ kind: 'callback', at: from + took }])], ...more,
});

/** A step that still runs. */
export const running = name => from => node(name, 'Step', { from, to: undefined, status: 'Started', segments: [{ kind: 'running', from, attempt: 1, maxAttempts: 6 }], attemptList: [{ attempt: 1, from }] });

export const sequence = (name, makers, subType = 'RunInChildContext') => from => {
    const made = node(name, 'Context', { from, subType });
    let at = from;
    for (const make of makers) {
        const child = make(at + 3);
        made.children.push(child);
        at = child.to ?? Number.NaN;
        if (Number.isNaN(at) || child.status === 'Failed') {
            break;
        }
    }

    return close(made, at);
};

/** A scope: branches that run side by side under its rules. */
export const scope = (name, subType, rules, branches, more = {}) => from => {
    const made = node(name, 'Context', { from, subType, rules: { known: true, start: 'AtJoin', nesting: 'Nested', total: branches.length, ...rules } });
    const places = Array.from({ length: rules.maxConcurrency ?? branches.length }, () => from + 2);
    let good = 0;
    let bad = 0;
    let decided;
    for (const [index, make] of branches.entries()) {
        const place = places.indexOf(Math.min(...places.map(one => (Number.isNaN(one) ? Infinity : one))));
        if (place < 0) {
            made.notStarted ??= [];
            made.notStarted.push({ index, name: `branch-${index}`, why: `${places.length} of ${places.length} places taken by ${made.children.filter(child => child.to === undefined).slice(0, 3).map(child => child.name).join(', ')}` });
            continue;
        }

        if (decided && places[place] > decided.at) {
            made.notStarted ??= [];
            made.notStarted.push({ index, name: `branch-${index}`, why: decided.reason === 'FailureToleranceExceeded' ? `skipped: ${bad} branches had failed, ${rules.toleratedFailureCount ?? 0} are tolerated` : `skipped: ${rules.minSuccessful} of ${rules.minSuccessful} needed had succeeded` });
            continue;
        }

        const child = make(places[place]);
        made.children.push(child);
        places[place] = child.to === undefined ? Number.NaN : child.to + 1;
        if (child.to !== undefined) {
            const ended = made.children.filter(one => one.to !== undefined).sort((a, b) => a.to - b.to);
            good = bad = 0;
            for (const one of ended) {
                one.status === 'Failed' ? bad++ : good++;
                if (rules.minSuccessful && good === rules.minSuccessful) {
                    decided = { at: one.to, reason: 'MinSuccessfulReached', sentence: `${good} of ${rules.minSuccessful} needed had succeeded` };
                    break;
                }

                if (rules.toleratedFailureCount !== undefined && bad > rules.toleratedFailureCount) {
                    decided = { at: one.to, reason: 'FailureToleranceExceeded', sentence: `${bad} branches failed, ${rules.toleratedFailureCount} are tolerated` };
                    break;
                }
            }
        }
    }

    const open = made.children.some(child => child.to === undefined);
    const end = decided?.at ?? (open ? Number.NaN : Math.max(from, ...made.children.map(child => child.to)));
    decided ??= open ? undefined : { at: end, reason: 'AllCompleted', sentence: `all ${branches.length} branches had ended` };
    made.decided = decided;
    if (decided) {
        made.markers.push({ kind: 'decided', at: decided.at, text: decided.sentence });
    }

    close(made, decided && open ? decided.at : end);
    if (decided?.reason === 'FailureToleranceExceeded') {
        made.status = 'Failed';
        made.error = { type: 'ParallelFailedException', message: decided.sentence };
    } else if (decided && made.status === 'Failed') {
        made.status = 'Succeeded';
        made.error = undefined;
    }

    return Object.assign(made, more);
};

function close(made, at) {
    if (Number.isNaN(at)) {
        made.status = 'Started';
        made.to = undefined;
    } else {
        made.to = at + 2;
        const failed = made.children.find(child => child.status === 'Failed');
        if (failed) {
            made.status = 'Failed';
            made.error = failed.error;
        }
    }

    return made;
}

/** Gives nodes their paths, parents and counts. */
export function index(roots) {
    const all = new Map();
    const walk = (list, parent, path) => {
        let failed = 0;
        list.forEach((one, place) => {
            one.parent = parent;
            one.place = place;
            one.path = path === '' ? String(place + 1) : `${path}/${place + 1}`;
            all.set(one.id, one);
            one.failedBelow = walk(one.children, one, one.path);
            failed += one.failedBelow + (one.status === 'Failed' ? 1 : 0);
        });
        return failed;
    };
    walk(roots, undefined, '');
    return all;
}

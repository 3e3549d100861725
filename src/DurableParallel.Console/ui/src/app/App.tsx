import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Empty, Loading } from '../parts/Empty';
import { ExecutionPage } from '../pages/execution/ExecutionPage';
import { ExecutionsPage } from '../pages/executions/ExecutionsPage';
import { href, route } from './router';
import { Shell } from './Shell';

// The pages with plots and the lists come when they are opened.
const later: Record<string, () => Promise<ComponentType>> = {
    overview: async () => (await import('../pages/overview/OverviewPage')).OverviewPage,
    drift: async () => (await import('../pages/drift/DriftPage')).DriftPage,
    functions: async () => (await import('../pages/functions/FunctionsPage')).FunctionsPage,
    schedules: async () => (await import('../pages/schedules/SchedulesPage')).SchedulesPage,
    callbacks: async () => (await import('../pages/callbacks/CallbacksPage')).CallbacksPage,
};

const whatIf = async (): Promise<ComponentType> => (await import('../pages/whatif/WhatIfPage')).WhatIfPage;

export const App = () => <Shell><Page /></Shell>;

function Page() {
    const [first = 'executions', name, third] = route.value.path;
    if (first === 'executions') {
        return name === undefined ? <ExecutionsPage /> : third === 'whatif' ? <Later key="whatif" load={whatIf} /> : <ExecutionPage key={name} name={name} />;
    }

    const load = Object.hasOwn(later, first) ? later[first] : undefined;
    return load ? <Later key={first} load={load} /> : <Empty title="There is no such page."><a href={href(['executions'])}>To the executions</a></Empty>;
}

function Later({ load }: { load: () => Promise<ComponentType> }) {
    const [Content, setContent] = useState<ComponentType>();
    const [failed, setFailed] = useState(false);
    useEffect(() => {
        load().then(component => setContent(() => component), () => setFailed(true));
    }, []);
    return Content ? <Content /> : failed ? <Empty title="This page could not be loaded. Load the console anew." /> : <Loading />;
}

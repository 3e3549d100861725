export const SchedulesPage = () => <p>Soon.</p>;

import { home } from './p-home';
import { offers } from './p-offers';

/** What the screens of people who are sent out say. */
export default { ...home, ...offers };

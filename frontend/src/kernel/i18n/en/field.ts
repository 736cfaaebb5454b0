import type { Field } from '../fr';
import { home } from './p-home';
import { offers } from './p-offers';

const field: Field = { ...home, ...offers };

export default field;

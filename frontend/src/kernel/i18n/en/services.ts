import type { Services } from '../fr';
import { providers } from './providers';
import { requests } from './requests';
import { tracking } from './tracking';

const services: Services = { ...providers, ...requests, ...tracking };

export default services;

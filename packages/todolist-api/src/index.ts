export { createApi, type Api, type ApiDependencies } from './create-api.ts';
export { createStore } from './create-store.ts';
export { StoreUnavailableError } from './store-unavailable-error.ts';
export { readConfig, type ApiConfig } from './config.ts';

export { createApi, type Api, type ApiDependencies } from './create-api.ts';
export { readConfig, type ApiConfig } from './config.ts';

import { join } from 'node:path';
import type { Express } from 'express';
import hbs from 'hbs';

/** Renders pages with Handlebars inside `views/layout.hbs`. Every value is escaped. */
export function useViews(app: Express, production: boolean): void {
  const views = join(import.meta.dirname, '../views');
  let engine = hbs.create();
  const partials = join(views, 'partials');
  engine.registerPartials(partials);
  let loadedAt = performance.now();
  app.engine('hbs', (path, options, callback) => {
    // In development, reload views and partials that changed, at most once a second.
    if (production || performance.now() - loadedAt < 1_000) {
      engine.__express(path, options, callback);
      return;
    }
    loadedAt = performance.now();
    const fresh = hbs.create();
    fresh.registerPartials(partials, () => {
      engine = fresh;
      engine.__express(path, options, callback);
    });
  });
  app.set('views', views);
  app.set('view engine', 'hbs');
  app.set('view cache', true);
}

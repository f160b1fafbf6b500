import { join } from 'node:path';
import type { Express } from 'express';
import hbs from 'hbs';

/** Handlebars with `views/layout.hbs` around each page. Every value is escaped. */
export function useViews(app: Express, production: boolean): void {
  const views = join(import.meta.dirname, '../views');
  const engine = hbs.create();
  const partials = join(views, 'partials');
  engine.registerPartials(partials);
  app.engine('hbs', (path, options, callback) => {
    // In development a partial may have changed, like a view.
    if (production) engine.__express(path, options, callback);
    else engine.registerPartials(partials, () => engine.__express(path, options, callback));
  });
  app.set('views', views);
  app.set('view engine', 'hbs');
  app.set('view cache', production);
}

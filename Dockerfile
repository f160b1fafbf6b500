# Builds an image for each program. The targets are emulator, web-app, todolist-api and daemon: docker build --target web-app .
FROM node:24-slim AS build
WORKDIR /repository
COPY . .
# Install the version of pnpm that package.json names.
RUN npm install --global "$(node --print 'require("./package.json").packageManager')"
RUN pnpm install --frozen-lockfile
RUN for program in web-app todolist-api daemon; do \
      pnpm --config.node-linker=hoisted --filter "$program" deploy --prod "/out/$program"; \
    done
RUN node packages/ciam-emulator/bundle.js /out/emulator

FROM node:24-slim AS program
ENV NODE_ENV=production
WORKDIR /app
USER node

# The local tenant is for development and tests: anyone who can reach it can use it. For its settings, see docs/deploy.md.
FROM program AS emulator
COPY --from=build /out/emulator .
EXPOSE 4400
HEALTHCHECK --interval=5s --timeout=3s CMD ["node", "--eval", "fetch('http://127.0.0.1:4400/_emulator/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/command.js", "--host", "0.0.0.0", "--allow-remote"]

FROM program AS web-app
COPY --from=build /out/web-app .
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s CMD ["node", "--eval", "fetch('http://127.0.0.1:' + (process.env.PORT ?? 3000) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "."]

FROM program AS todolist-api
COPY --from=build /out/todolist-api .
EXPOSE 44351
HEALTHCHECK --interval=5s --timeout=3s CMD ["node", "--eval", "fetch('http://127.0.0.1:' + (process.env.PORT ?? 44351) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "."]

FROM program AS daemon
COPY --from=build /out/daemon .
ENTRYPOINT ["node", "."]

import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request as startRequest } from "node:https";
import type { DirectoryPair } from "./directory-pair.ts";
import { type Problem, problemDocument } from "./problem.ts";

/** Paths of pebble's resources. */
export const acmePaths = {
  directory: /^\/dir$/,
  newNonce: /^\/nonce-plz$/,
  newAccount: /^\/sign-me-up$/,
  newOrder: /^\/order-plz$/,
  order: /^\/my-order\//,
  authorization: /^\/authZ\//,
  challenge: /^\/chalZ\//,
  finalize: /^\/finalize-order\//,
  certificate: /^\/certZ\//,
} as const;

/** Stands between the clients and pebble, and misbehaves as it was told. */
export type Front = {
  /** Answers requests to the path with a problem, which pebble does not see; so many `times`, or always. */
  readonly refuse: (path: RegExp, problem: Problem, times?: number) => void;
  /** Hangs up on requests to the path instead of an answer; so many `times`, or always. */
  readonly drop: (path: RegExp, times?: number) => void;
  /** At the first request to the path the server is gone: open connections are cut, new ones refused. */
  readonly dieAt: (path: RegExp) => void;
  /** Every challenge fails for this reason, whatever pebble found. */
  readonly failValidation: (problem: Problem) => void;
  /** Forgets what it was told, and serves again after a death. */
  readonly revive: () => Promise<void>;
  /** Requests so far, such as `POST /order-plz`. */
  readonly requests: () => readonly string[];
  readonly stop: () => void;
};

type Rule = {
  readonly path: RegExp;
  times: number;
  readonly act: (request: IncomingMessage, response: ServerResponse) => void;
};

type Authorization = {
  readonly status: string;
  readonly challenges: readonly { readonly type: string }[];
};

type Place = { readonly address: string; readonly port: number; readonly behind: number };

/** Serves on `port` of the address with the pair's certificate; pebble is `behind`, on another port of it. */
export async function startFront(place: Place, pair: DirectoryPair): Promise<Front> {
  const { address, port, behind } = place;
  const requests: string[] = [];
  let rules: Rule[] = [];
  let failure: Problem | undefined;
  const server = createServer({ key: pair.key, cert: pair.certificate }, (request, response) => {
    const path = request.url ?? "/";
    requests.push(`${request.method} ${path}`);
    const rule = rules.find((one) => one.times > 0 && one.path.test(path));
    if (rule === undefined) {
      forward(
        request,
        response,
        failure !== undefined && acmePaths.authorization.test(path) ? failure : undefined,
      );
    } else {
      rule.times -= 1;
      rule.act(request, response);
    }
  });

  /** The Host header stays: pebble makes the URLs of its resources from it, so they lead back here. */
  const forward = (request: IncomingMessage, response: ServerResponse, refusal: Problem | undefined) => {
    const { method, url: path, headers } = request;
    const target = { host: address, port: behind, method, path, headers, ca: pair.root };
    const onward = startRequest(target, (answer) => {
      const status = answer.statusCode ?? 502;
      if (refusal === undefined) {
        response.writeHead(status, answer.rawHeaders);
        answer.pipe(response);
        return;
      }
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const body = JSON.stringify(failed(JSON.parse(String(Buffer.concat(chunks))), refusal));
        response
          .writeHead(status, { ...answer.headers, "content-length": Buffer.byteLength(body) })
          .end(body);
      });
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  };

  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  const listen = async () => {
    server.listen(port, address);
    await once(server, "listening");
  };
  await listen();
  return {
    refuse: (path, problem, times = Number.POSITIVE_INFINITY) => {
      rules.push({ path, times, act: (_, response) => sendProblem(response, problem) });
    },
    drop: (path, times = Number.POSITIVE_INFINITY) => {
      rules.push({ path, times, act: (request) => request.socket.destroy() });
    },
    dieAt: (path) => {
      rules.push({ path, times: 1, act: stop });
    },
    failValidation: (problem) => {
      failure = problem;
    },
    revive: async () => {
      rules = [];
      failure = undefined;
      if (!server.listening) await listen();
    },
    requests: () => requests,
    stop,
  };
}

function sendProblem(response: ServerResponse, problem: Problem): void {
  const retry = problem.retryAfter === undefined ? {} : { "Retry-After": String(problem.retryAfter) };
  response.writeHead(problem.status, { "Content-Type": "application/problem+json", ...retry });
  response.end(JSON.stringify(problemDocument(problem)));
}

/** A decided authorization as if its http-01 challenge had failed; one that is still pending stays as it is. */
function failed(authorization: Authorization, problem: Problem): Authorization {
  if (authorization.status === "pending") return authorization;
  const challenges = authorization.challenges.map((challenge) =>
    challenge.type === "http-01"
      ? { ...challenge, status: "invalid", error: problemDocument(problem) }
      : challenge,
  );
  return { ...authorization, status: "invalid", challenges };
}

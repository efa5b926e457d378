// Generated from docs/openapi.yaml by `tools/web openapi`: change that file.
export interface paths {
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and what the page needs to begin. */
        get: operations["getSession"];
        put?: never;
        /** Signs in with the one-time code of a pairing link. */
        post: operations["openSession"];
        /** Signs out. */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rounds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Customers who wait, as of one moment of the live channel.
         * @description The snapshot is the fold of all events up to `seq` of `stream`: whoever applies the events
         *     behind it has lost nothing and counted nothing twice. Agents see their own.
         */
        get: operations["listRounds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rounds/{id}/focus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the workstation to show the conversation. */
        post: operations["focusRound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rounds/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Holds back nudges of the round for 30 seconds; its clock goes on. */
        post: operations["snoozeRound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drafts/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the rules say of a text before it is sent. */
        post: operations["checkDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drafts/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the agent did with a verdict. */
        post: operations["decideDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The agent's own figures of today; of nobody else. */
        get: operations["getOwnFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings that wait for a person, or were decided. */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One finding with its rule, the record of verdicts, and what to compare it with. */
        get: operations["getFinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Decides a finding. */
        put: operations["putVerdict"];
        post?: never;
        /** Takes one's own verdict back; the record keeps both. */
        delete: operations["withdrawVerdict"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/review/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much waits, and how much the caller has decided today. */
        get: operations["getReviewSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A conversation whole, as a list in order of messages, rounds, findings, nudges, drafts and ratings. */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live channel, a websocket of subprotocol sandglass.live.v1.
         * @description The page sends LiveHello within 5 s; the server answers LiveWelcome and then LiveEvents, or
         *     LiveResync where it cannot resume: the page then reads its snapshot again. LiveHeartbeat
         *     comes every 10 s and tells the server's time.
         */
        get: operations["openLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Time: string;
        /**
         * @description How far a waiting round has come on the ladder of the profile.
         * @enum {string}
         */
        Stage: "calm" | "notice" | "urgent" | "overdue" | "unserved";
        /** @enum {string} */
        Level: "note" | "minor" | "major" | "critical";
        /** @enum {string} */
        Role: "agent" | "reviewer" | "supervisor";
        /**
         * @description confirm counts for the rule and against the reply, dismiss is a false alarm, coach counts for the rule and is told to the agent.
         * @enum {string}
         */
        Verdict: "confirm" | "dismiss" | "coach";
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            params: {
                [key: string]: string | number;
            };
            errors: {
                pointer: string;
                code: string;
            }[];
            instance: string;
            trace_id: string;
        };
        VerdictTaken: {
            type: string;
            title: string;
            status: number;
            /** @enum {string} */
            code: "verdict.taken";
            params: {
                [key: string]: string | number;
            };
            errors: unknown[];
            instance: string;
            trace_id: string;
            current: components["schemas"]["GivenVerdict"] | null;
        };
        PairingRequest: {
            pairing: string;
        };
        NewSession: {
            /** @description For X-Sandglass-Session and the first frame of the live channel; never told again. */
            secret: string;
        };
        Named: {
            id: string;
            name: string;
        };
        Connection: {
            name: string;
            /** @enum {string} */
            state: "connecting" | "live" | "waiting" | "stopped";
            since: components["schemas"]["Time"];
            retry_in_ms: number | null;
        };
        Session: {
            person: components["schemas"]["Named"];
            roles: components["schemas"]["Role"][];
            /** @enum {string} */
            language: "zh" | "en";
            /** @description Whose conversations are this person's own. */
            agents: {
                source: string;
                id: string;
                name: string;
            }[];
            connections: components["schemas"]["Connection"][];
            ladder: {
                notice_ms: number;
                urgent_ms: number;
                overdue_ms: number;
                unserved_ms: number;
            };
            server_now: components["schemas"]["Time"];
            /** @description Seconds of the server's clock in one; 1 but for demonstrations. */
            clock_rate: number;
            /** @description Changes with the page: another one means that it was upgraded. */
            page_build: string;
        };
        LastMessage: {
            /** @enum {string} */
            kind: "text" | "image" | "video" | "audio" | "file" | "product" | "order" | "location" | "other";
            /** @description At most 200 code points; empty where it has no words. */
            text: string;
            at: components["schemas"]["Time"];
        };
        WaitingRound: {
            id: string;
            conversation: string;
            opened_at: components["schemas"]["Time"];
            due_at: components["schemas"]["Time"];
            stage: components["schemas"]["Stage"];
            /** @description False outside the hours that count: nobody is graded on it. */
            assessed: boolean;
            /** @description The customer only says goodbye; the platform counts it all the same. */
            closing: boolean;
            messages: number;
            /** @description The name; null where nobody told one. */
            customer: string | null;
            product: string | null;
            intent: string | null;
            last: components["schemas"]["LastMessage"] | null;
            agent: components["schemas"]["Named"] | null;
        };
        AnsweredRound: {
            conversation: string;
            customer: string | null;
            product: string | null;
            answered_at: components["schemas"]["Time"];
            agent: components["schemas"]["Named"] | null;
        };
        RoundSnapshot: {
            server_now: components["schemas"]["Time"];
            stream: string;
            seq: number;
            /** @description The one due first comes first. */
            waiting: components["schemas"]["WaitingRound"][];
            /** @description Open conversations in which the customer's turn it is. */
            answered: components["schemas"]["AnsweredRound"][];
        };
        FocusAnswer: {
            /**
             * @description sent: the workstation was asked; copy: it cannot be asked, the name is to be copied.
             * @enum {string}
             */
            how: "sent" | "copy";
            name: string | null;
        };
        DraftQuestion: {
            conversation: string;
            text: string;
        };
        DraftFinding: {
            rule: string;
            name: string;
            rule_set: string;
            /** @enum {string} */
            do: "log" | "hint" | "confirm" | "block";
            start: number;
            len: number;
            tell: string;
            suggest: string | null;
        };
        DraftVerdict: {
            id: string;
            /** @enum {string} */
            decision: "allow" | "warn" | "block";
            can_override: boolean;
            findings: components["schemas"]["DraftFinding"][];
            /** @description The whole text with the suggestion in place. */
            rewrite: string | null;
        };
        DraftDecision: {
            /** @enum {string} */
            choice: "adopt" | "edit" | "override";
            /** @description Compulsory for override; empty otherwise. */
            reason: string;
        };
        OwnFigures: {
            from: components["schemas"]["Time"];
            to: components["schemas"]["Time"];
            figures: {
                key: string;
                value: number | null;
                numerator: number | null;
                denominator: number | null;
                threshold: number | null;
            }[];
        };
        Span: {
            start: number;
            len: number;
        };
        GivenVerdict: {
            verdict: components["schemas"]["Verdict"] | ("unsure" | "withdrawn");
            by: string;
            note: string;
            at: components["schemas"]["Time"];
            revision: number;
        };
        FindingRow: {
            id: string;
            conversation: string;
            rule: string;
            /** @description What people call the rule. */
            name: string;
            level: components["schemas"]["Level"];
            at: components["schemas"]["Time"];
            agent: components["schemas"]["Named"] | null;
            /** @description The message as it read. */
            text: string;
            spans: components["schemas"]["Span"][];
            verdict: components["schemas"]["GivenVerdict"] | null;
            revision: number;
        };
        FindingPage: {
            items: components["schemas"]["FindingRow"][];
            next_cursor: string | null;
            total: number;
            total_exact: boolean;
        };
        FindingDetail: {
            id: string;
            conversation: string;
            rule: string;
            name: string;
            level: components["schemas"]["Level"];
            at: components["schemas"]["Time"];
            agent: components["schemas"]["Named"] | null;
            text: string;
            spans: components["schemas"]["Span"][];
            verdict: components["schemas"]["GivenVerdict"] | null;
            revision: number;
            /** @description Id of the message in the transcript. */
            message: string;
            tell: string;
            suggest: string | null;
            why: string;
            precision: {
                right: number;
                judged: number;
                /** @description 95 % interval (Wilson). */
                low: number | null;
                high: number | null;
            };
            /** @description Confirmed findings of this rule and agent in the seven days before. */
            same_confirmed: number;
            record: components["schemas"]["GivenVerdict"][];
        };
        VerdictRequest: {
            verdict: components["schemas"]["Verdict"];
            note: string;
        };
        ReviewSummary: {
            waiting: number;
            decided: number;
            /** @description By the caller */
            decided_today: number;
            rules: {
                rule: string;
                name: string;
                waiting: number;
            }[];
            agents: {
                id: string;
                name: string;
                waiting: number;
            }[];
        };
        Conversation: {
            id: string;
            shop: string;
            source: string;
            /** @description Masked (木**9) for reviewers and supervisors. */
            customer: string | null;
            product: string | null;
            channel: string | null;
            opened_at: components["schemas"]["Time"];
            closed_at: components["schemas"]["Time"] | null;
            rating: {
                score: number;
                tags: string[];
                at: components["schemas"]["Time"];
            } | null;
            rounds: {
                number: number;
                /** @description Message. */
                opened_by: string;
                opened_at: components["schemas"]["Time"];
                /** @enum {string} */
                state: "open" | "answered" | "unserved" | "withdrawn" | "left_censored" | "excluded" | "handed_over";
                answered_at: components["schemas"]["Time"] | null;
                wait_ms: number | null;
                agent: components["schemas"]["Named"] | null;
                assessed: boolean;
            }[];
            /** @description In order. */
            items: components["schemas"]["TranscriptItem"][];
        };
        TranscriptItem: components["schemas"]["TranscriptMessage"] | components["schemas"]["TranscriptNudge"] | components["schemas"]["TranscriptDraft"];
        TranscriptMessage: {
            /** @constant */
            type: "message";
            id: string;
            at: components["schemas"]["Time"];
            /** @enum {string} */
            by: "customer" | "agent" | "bot" | "system";
            author: components["schemas"]["Named"] | null;
            /** @description As it reads now. */
            text: string;
            kind: string;
            recalled: boolean;
            edited: boolean;
            automatic: boolean;
            /** @description The round it opens. */
            round: number | null;
            findings: {
                id: string;
                rule: string;
                name: string;
                level: components["schemas"]["Level"];
                spans: components["schemas"]["Span"][];
            }[];
        };
        TranscriptNudge: {
            /** @constant */
            type: "nudge";
            at: components["schemas"]["Time"];
            stage: components["schemas"]["Stage"];
            /** @description Why it was not shown; null: it was. */
            suppressed: string | null;
            round: number | null;
        };
        TranscriptDraft: {
            /** @constant */
            type: "draft";
            at: components["schemas"]["Time"];
            agent: components["schemas"]["Named"] | null;
            /** @enum {string} */
            decision: "allow" | "warn" | "block";
            choice: string | null;
            rules: string[];
        };
        LiveHello: {
            /** @constant */
            op: "hello";
            secret: string;
            resume: {
                stream: string;
                seq: number;
            } | null;
        };
        LiveWelcome: {
            /** @constant */
            op: "welcome";
            stream: string;
            seq: number;
            server_now: components["schemas"]["Time"];
            clock_rate: number;
            page_build: string;
        };
        LiveEvents: {
            /** @constant */
            op: "events";
            /** @description The events after this one … */
            from: number;
            /** @description … up to and with this one; those that are not this person's are left out. */
            to: number;
            events: components["schemas"]["LiveEvent"][];
        };
        LiveResync: {
            /** @constant */
            op: "resync";
            /** @enum {string} */
            why: "stream" | "gone" | "slow";
        };
        LiveHeartbeat: {
            /** @constant */
            op: "heartbeat";
            seq: number;
            server_now: components["schemas"]["Time"];
        };
        LiveEvent: {
            seq: number;
            /**
             * @description A round that waits, whole: new, or changed (another message, stage, owner).
             * @constant
             */
            type: "round.waiting";
            round: components["schemas"]["WaitingRound"];
        } | {
            seq: number;
            /**
             * @description It waits no more: answered, withdrawn, closed, or no longer this person's.
             * @constant
             */
            type: "round.gone";
            id: string;
            answered: components["schemas"]["AnsweredRound"] | null;
        } | {
            seq: number;
            /**
             * @description Leaves the answered ones.
             * @constant
             */
            type: "conversation.gone";
            conversation: string;
        } | {
            seq: number;
            /** @enum {string} */
            type: "finding.created" | "finding.decided" | "finding.withdrawn";
            /** @description Its id; for reviewers and supervisors. */
            finding: string;
        } | {
            seq: number;
            /** @constant */
            type: "connection.state";
            connection: components["schemas"]["Connection"];
        };
    };
    responses: {
        /** @description What went wrong, for people and programs. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:sandglass:problem:session-missing",
                 *       "title": "Sign in first",
                 *       "status": 401,
                 *       "code": "session.missing",
                 *       "params": {},
                 *       "errors": [],
                 *       "instance": "/api/v1/rounds",
                 *       "trace_id": "4bf92f3577b34da6"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        RoundId: string;
        FindingId: string;
        ConversationId: string;
        /** @description The finding's ETag, as "r3". */
        IfMatch: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "id": "lin",
                     *         "name": "林晓"
                     *       },
                     *       "roles": [
                     *         "agent"
                     *       ],
                     *       "language": "zh",
                     *       "agents": [
                     *         {
                     *           "source": "feige",
                     *           "id": "a_2",
                     *           "name": "林晓"
                     *         }
                     *       ],
                     *       "connections": [
                     *         {
                     *           "name": "feige",
                     *           "state": "live",
                     *           "since": "2026-11-22T04:30:00.000Z",
                     *           "retry_in_ms": null
                     *         }
                     *       ],
                     *       "ladder": {
                     *         "notice_ms": 100000,
                     *         "urgent_ms": 150000,
                     *         "overdue_ms": 180000,
                     *         "unserved_ms": 600000
                     *       },
                     *       "server_now": "2026-11-22T04:36:23.611Z",
                     *       "clock_rate": 1,
                     *       "page_build": "5d41402abc4b2a76"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    openSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pairing": "9Jq2mV5cQ0y1u8kTzR4s7w"
                 *     }
                 */
                "application/json": components["schemas"]["PairingRequest"];
            };
        };
        responses: {
            /** @description Signed in; the cookie comes with it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSession"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    listRounds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snapshot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "server_now": "2026-11-22T04:36:23.611Z",
                     *       "stream": "9f3c2a10b7de4456",
                     *       "seq": 57,
                     *       "waiting": [
                     *         {
                     *           "id": "BmRlc2s",
                     *           "conversation": "BWRlc2s",
                     *           "opened_at": "2026-11-22T04:34:05.611Z",
                     *           "due_at": "2026-11-22T04:37:05.611Z",
                     *           "stage": "notice",
                     *           "assessed": true,
                     *           "closing": false,
                     *           "messages": 2,
                     *           "customer": "木木_2019",
                     *           "product": "高腰直筒牛仔裤",
                     *           "intent": "材质咨询",
                     *           "last": {
                     *             "kind": "text",
                     *             "text": "洗了会不会掉色呀",
                     *             "at": "2026-11-22T04:34:20.000Z"
                     *           },
                     *           "agent": {
                     *             "id": "a_2",
                     *             "name": "林晓"
                     *           }
                     *         }
                     *       ],
                     *       "answered": [
                     *         {
                     *           "conversation": "Q29udg",
                     *           "customer": "小鹿妈妈",
                     *           "product": "儿童加绒卫衣",
                     *           "answered_at": "2026-11-22T04:33:00.000Z",
                     *           "agent": {
                     *             "id": "a_2",
                     *             "name": "林晓"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RoundSnapshot"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    focusRound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RoundId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it went. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "how": "copy",
                     *       "name": "木木_2019"
                     *     }
                     */
                    "application/json": components["schemas"]["FocusAnswer"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    snoozeRound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RoundId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Held back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    checkDraft: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "conversation": "BWRlc2s",
                 *       "text": "亲，这款绝对不会掉色的，您放心拍哦~"
                 *     }
                 */
                "application/json": components["schemas"]["DraftQuestion"];
            };
        };
        responses: {
            /** @description The verdict. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pd_41",
                     *       "decision": "warn",
                     *       "can_override": true,
                     *       "findings": [
                     *         {
                     *           "rule": "promise.absolute",
                     *           "name": "绝对化承诺",
                     *           "rule_set": "3f2a",
                     *           "do": "confirm",
                     *           "start": 4,
                     *           "len": 6,
                     *           "tell": "不要替产品打包票。",
                     *           "suggest": "首次单独冷水洗，不易掉色"
                     *         }
                     *       ],
                     *       "rewrite": "亲，首次单独冷水洗，不易掉色哦~"
                     *     }
                     */
                    "application/json": components["schemas"]["DraftVerdict"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    decideDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "choice": "override",
                 *       "reason": "客户要求原话"
                 *     }
                 */
                "application/json": components["schemas"]["DraftDecision"];
            };
        };
        responses: {
            /** @description Kept. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    getOwnFigures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-11-21T16:00:00.000Z",
                     *       "to": "2026-11-22T16:00:00.000Z",
                     *       "figures": [
                     *         {
                     *           "key": "three_minute_round_rate",
                     *           "value": 0.938,
                     *           "numerator": 45,
                     *           "denominator": 48,
                     *           "threshold": 0.9
                     *         },
                     *         {
                     *           "key": "mean_response_ms",
                     *           "value": 48000,
                     *           "numerator": 2304000,
                     *           "denominator": 48,
                     *           "threshold": 120000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnFigures"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listFindings: {
        parameters: {
            query?: {
                tab?: "waiting" | "decided";
                rule?: string;
                agent?: string;
                level?: components["schemas"]["Level"];
                limit?: number;
                /** @description next_cursor of the page before */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, the most pressing first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The finding. */
            200: {
                headers: {
                    /** @description Revision for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    putVerdict: {
        parameters: {
            query?: never;
            header: {
                /** @description The finding's ETag, as "r3". */
                "If-Match": components["parameters"]["IfMatch"];
            };
            path: {
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "verdict": "confirm",
                 *       "note": ""
                 *     }
                 */
                "application/json": components["schemas"]["VerdictRequest"];
            };
        };
        responses: {
            /** @description The finding as it now stands. */
            200: {
                headers: {
                    /** @description Its new revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            /** @description Somebody else decided meanwhile; `current` says what. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerdictTaken"];
                };
            };
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    withdrawVerdict: {
        parameters: {
            query?: never;
            header: {
                /** @description The finding's ETag, as "r3". */
                "If-Match": components["parameters"]["IfMatch"];
            };
            path: {
                id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The finding, waiting again. */
            200: {
                headers: {
                    /** @description Its new revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            /** @description Somebody else decided meanwhile; `current` says what. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerdictTaken"];
                };
            };
            421: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getReviewSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "waiting": 42,
                     *       "decided": 1180,
                     *       "decided_today": 68,
                     *       "rules": [
                     *         {
                     *           "rule": "promise.absolute",
                     *           "name": "绝对化承诺",
                     *           "waiting": 12
                     *         }
                     *       ],
                     *       "agents": [
                     *         {
                     *           "id": "a_2",
                     *           "name": "林晓",
                     *           "waiting": 5
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReviewSummary"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    openLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switched to the websocket. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            426: components["responses"]["Problem"];
        };
    };
}

/** A kind of wish that the rules never fulfil: how to recognise it, why it is a gap, and what would fill it. */
export type Topic = {
  slug: string;
  title: string;
  when: RegExp;
  reason: string;
  advice: string;
  isOther?: true;
};

const TOPICS: readonly Topic[] = [
  {
    slug: 'identity-and-access',
    title: 'Identity and access',
    when: /\b(?:sso|single sign-on|sign-?in|log-?in|oauth|openid|oidc|saml|ldap|passwords?|authenticat\w*|authoris\w*|authoriz\w*|permissions?|roles?|tokens?|api keys?|sessions?|only \w+ (?:managers?|admins?|administrators?|users?) (?:may|can|must))\b/i,
    reason: 'Who may do what depends on an identity provider and on decisions that rules cannot make.',
    advice:
      'Choose the identity provider and the roles, put the check in front of the routes, and test each role against each endpoint.',
  },
  {
    slug: 'notifications',
    title: 'Notifications',
    when: /\b(?:(?:sends?|sent|sending|receives?|gets?)\b[^.;]{0,40}\b(?:e-?mails?|mails?|messages?)|e-?mails? (?:(?:is|are) sent|to|when|after|before)\b|(?:by|via|per) e-?mail|sms|push notifications?|notif\w+|remind\w*|newsletter|alerts?)\b/i,
    reason:
      'Sending messages needs an outside service, its credentials and a schedule; the rules work without a network.',
    advice:
      'Choose the service that sends, write a port for it with a test double, and let a timer or an event call it.',
  },
  {
    slug: 'outside-systems',
    title: 'Outside systems',
    when: /\b(?:outlook|calendar|slack|teams|webhooks?|third-party|integrat\w*|import\w*|export\w*|sync\w*|payments?|stripe|paypal|invoice|crm|erp|sap|s3|printer|kafka|message queue|broker)\b/i,
    reason: 'It depends on a system whose interface and credentials are not part of the document.',
    advice:
      'Get the interface and a test account of that system, write a port for it, and test against a recorded example.',
  },
  {
    slug: 'live-updates',
    title: 'Live updates',
    when: /\b(?:websockets?|server-sent|sse|real-?time|live|stream\w*|polling|within (?:a|one|\d+) (?:seconds?|minutes?))\b/i,
    reason: 'The rules generate request and answer only; nothing is sent to a client on its own.',
    advice:
      'Decide which changes a client hears of and how it catches up after a break, then add the channel beside the routes.',
  },
  {
    slug: 'performance-and-availability',
    title: 'Performance and availability',
    when: /\b(?:percentile|latency|\d+ ?ms|milliseconds|response times?|throughput|concurrent|per second|requests\/s|availab\w+|uptime|scal\w+|load|failover|backups?|disaster|high availability|fast|performance|rate limit\w*)\b/i,
    reason: 'Only measuring under real load, on the machines it will run on, can show this.',
    advice:
      'Agree on the machines and the load, measure with a load generator, and keep the measurement as a test that can fail.',
  },
  {
    slug: 'privacy-and-security',
    title: 'Privacy and security',
    when: /\b(?:gdpr|privacy|personal data|encrypt\w*|tls|https|certificate|audit\w*|retention|eras\w+|anonymi\w+|secur\w*|vulnerab\w*|penetration|consent|compliance)\b/i,
    reason: 'It needs decisions about law, keys or retention that no rule may take.',
    advice:
      'Let whoever is responsible for data protection or security decide, then build and test it as its own feature.',
  },
  {
    slug: 'reporting',
    title: 'Reporting',
    when: /\b(?:reports?|statistics|analytics|dashboards?|charts?|metrics|summar\w+|pdf|csv|excel|trend\w*|forecast\w*)\b/i,
    reason: 'What a report shows and how it is reckoned is not said precisely enough for rules.',
    advice:
      'Write down the figures with one worked example each, then build the query and test it with that example.',
  },
  {
    slug: 'user-interface',
    title: 'User interface',
    when: /\b(?:click\w*|button|checkbox|hover\w*|page|screen|browser|css|html|dom|layout|colou?rs?|font|input (?:field|element)|focus\w*|keyboard|mouse|drag|label|template|responsive|mobile app|dark mode|ui|display(?:s|ed)?|visible|hidden|autofocus|escape|blur|class|localstorage|framework|javascript|jquery|backbone)\b/i,
    reason: 'The rules build a service with an HTTP interface and no screens.',
    advice:
      'Give this to a person or a model that builds the front end against the endpoints of the service.',
  },
  {
    slug: 'automation',
    title: 'Automation',
    when: /\b(?:automatic\w*|schedul\w*|every (?:day|night|week|hour|minute)|nightly|daily|weekly|when nobody|expire\w*|after \d+ (?:minutes?|hours?|days?))\b/i,
    reason: 'It happens on its own at some time; the rules generate no clockwork.',
    advice:
      'Name the trigger and what it changes, then add a job with an injected clock and test it at the edges.',
  },
];

const OTHER: Topic = {
  isOther: true,
  slug: 'other-requirements',
  title: 'Other requirements',
  when: /(?:)/,
  reason: 'No rule reads this sentence.',
  advice:
    'Give it to a person or a model, or write it again as fields, endpoints or rules that can be checked.',
};

/** The topic that a text which no rule understood belongs to. */
export function topicOf(text: string): Topic {
  return TOPICS.find((topic) => topic.when.test(text)) ?? OTHER;
}

// Runs in CloudFront for each request of a viewer. API Gateway decodes the path, but signatures cover it as it was sent: so
// it goes on in a header as well, in place of what a viewer may have put there. (The query reaches functions as it was sent.)
function handler(event) {
  var request = event.request;
  request.headers['x-spotcluster-raw-uri'] = { value: request.uri };
  return request;
}

/**
 * Claim checks: images that an event refers to and does not carry. Starts at {@link
 * dev.skipstream.image.fetch.DatarefFetcher}; hides the protocols.
 *
 * <p>Exports {@link dev.skipstream.image.fetch.DatarefFetcher}, {@link
 * dev.skipstream.image.fetch.FetchProtocol}, {@link dev.skipstream.image.fetch.FetchProtocols},
 * {@link dev.skipstream.image.fetch.FetchSettings}, {@link
 * dev.skipstream.image.fetch.ImageFetcher}, {@link dev.skipstream.image.fetch.RetryingFetcher} and
 * {@link dev.skipstream.image.fetch.TransientFetchException}.
 */
package dev.skipstream.image.fetch;

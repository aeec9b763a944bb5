/**
 * Claim checks: images that an event refers to and does not carry. Starts at {@link
 * dev.skipstream.image.fetch.DatarefFetcher}; hides the protocols.
 */
package dev.skipstream.image.fetch;

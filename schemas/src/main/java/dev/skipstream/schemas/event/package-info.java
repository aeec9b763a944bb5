/** What an event is, as records: the payloads that travel on Skipstream's topics. */
package dev.skipstream.schemas.event;

/** Events as records: the payloads on Skipstream's topics. */
package dev.skipstream.schemas.event;

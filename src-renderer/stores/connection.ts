import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useRpc } from '../rpc/client.ts'

/** Whether the console can be reached; the banner and dimmed tables follow it. */
export const useConnection = defineStore('connection', () => {
  const rpc = useRpc()
  const state = computed(() => rpc.state.value)
  const isOn = computed(() => rpc.state.value.kind === 'on')
  const isLost = computed(() => rpc.state.value.kind === 'lost')
  return { state, isOn, isLost, retryNow: rpc.retryNow }
})

/* /proc/kcore is an ELF file whose segments are kernel memory. */
#include "kernel_memory.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

#define MOST_SEGMENTS 64
#define SIZE_OF_STRUCT_PAGE 64

struct kernel_layout kernel_layout = {
    /* x86-64 without KASLR and with four levels of page tables */
    .vmemmap_base = 0xffffea0000000000UL,
    .page_offset_base = 0xffff888000000000UL,
};

static int kcore = -1;
static struct {
    uint64_t address, size, file_offset;
} segments[MOST_SEGMENTS];

static void add_segment(const Elf64_Phdr *header)
{
    if (header->p_type != PT_LOAD)
        return;
    if (kernel_layout.segments == MOST_SEGMENTS)
        fatal("too many segments in /proc/kcore");
    int i = kernel_layout.segments++;
    segments[i].address = header->p_vaddr;
    segments[i].size = header->p_memsz;
    segments[i].file_offset = header->p_offset;
}

void kernel_memory_reopen(void)
{
    if (kcore >= 0)
        close(kcore);
    kcore = open("/proc/kcore", O_RDONLY | O_CLOEXEC);
    if (kcore < 0)
        fatal("cannot open /proc/kcore");
    Elf64_Ehdr elf;
    if (pread(kcore, &elf, sizeof elf, 0) != sizeof elf)
        fatal("cannot read the header of /proc/kcore");
    kernel_layout.segments = 0;
    for (int i = 0; i < elf.e_phnum; i++) {
        Elf64_Phdr header;
        off_t at = (off_t)(elf.e_phoff + (uint64_t)i * sizeof header);
        if (pread(kcore, &header, sizeof header, at) != sizeof header)
            fatal("cannot read a segment of /proc/kcore");
        add_segment(&header);
    }
}

int kernel_read(uint64_t address, void *to, size_t size)
{
    for (int i = 0; i < kernel_layout.segments; i++) {
        uint64_t start = segments[i].address;
        if (address < start || address + size > start + segments[i].size)
            continue;
        off_t at = (off_t)(segments[i].file_offset + (address - start));
        return pread(kcore, to, size, at) == (ssize_t)size ? 0 : -1;
    }
    return -1;
}

uint64_t kernel_u64(uint64_t address)
{
    uint64_t value = 0;
    return kernel_read(address, &value, sizeof value) ? NOT_READ : value;
}

int is_kernel_address(uint64_t address)
{
    return address >> 48 == 0xffff;
}

/* Return the address of a symbol, 0 when the kernel does not tell (variables need KALLSYMS_ALL). */
static uint64_t symbol(const char *wanted)
{
    FILE *file = fopen("/proc/kallsyms", "re");
    if (!file)
        fatal("cannot open /proc/kallsyms");
    char line[512], name[256];
    unsigned long long address, found = 0;
    while (!found && fgets(line, sizeof line, file))
        if (sscanf(line, "%llx %*c %255s", &address, name) == 2 && strcmp(name, wanted) == 0)
            found = address;
    fclose(file);
    return found;
}

/* Read a variable that holds a kernel address; 0 when it has no symbol. */
static uint64_t variable(const char *name)
{
    uint64_t address = symbol(name);
    return address ? kernel_u64(address) : 0;
}

void kernel_memory_init(void)
{
    kernel_memory_reopen();
    kernel_layout.init_task = symbol("init_task");
    if (!kernel_layout.init_task)
        fatal("init_task is not in /proc/kallsyms");
    kernel_layout.vmemmap_in_memory = variable("vmemmap_base");
    uint64_t page_offset = variable("page_offset_base");
    if (is_kernel_address(kernel_layout.vmemmap_in_memory))
        kernel_layout.vmemmap_base = kernel_layout.vmemmap_in_memory;
    if (is_kernel_address(page_offset))
        kernel_layout.page_offset_base = page_offset;
}

uint64_t page_address_of(uint64_t pfn)
{
    return kernel_layout.vmemmap_base + pfn * SIZE_OF_STRUCT_PAGE;
}

uint64_t direct_map(uint64_t physical)
{
    return kernel_layout.page_offset_base + physical;
}
